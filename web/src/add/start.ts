import { watched } from '../api/session';
import type { Ref } from '../records/on';

/** What can be added from anywhere, in the order in which it is offered; each with the right that it takes. */
export const ADDED = [
  { what: 'interaction', right: 'interaction.create' },
  { what: 'task', right: 'task.command' },
  { what: 'lead', right: 'lead.create' },
  { what: 'sale', right: 'sale.create' },
  { what: 'account', right: 'account.create' },
  { what: 'contact', right: 'contact.create' },
] as const;
export type Added = (typeof ADDED)[number]['what'];

/** What is being added, and whose it is where that is known. */
export interface Adding {
  what: Added;
  account?: Ref | undefined;
  contact?: Ref | undefined;
}

export const adding = watched<Adding | null>(null);
export const menuOpen = watched(false);

/** Opens the form for one more of something. */
export const startAdding = (one: Adding): void => adding.set(one);
