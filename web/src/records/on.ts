import { queryClient } from '../api/query';

export type RecordKind = 'lead' | 'sale' | 'account' | 'contact';

/** The record that something is put on, or is about. */
export interface On {
  kind: RecordKind;
  id: string;
}

/** Somebody or something by its name. */
export interface Ref {
  id: string;
  name: string;
}

/** What stands in the addresses of the API for each kind. */
export const PLURAL = { lead: 'leads', sale: 'sales', account: 'accounts', contact: 'contacts' } as const;

/** How the API is told what an interaction or a mail is about. */
export const aboutOf = ({ kind, id }: On) =>
  kind === 'account' ? { accountId: id } : kind === 'contact' ? { contactId: id } : { instanceId: id };

/** Reads anew all that is shown of a record. Of deals the queries begin with `deal`, of clients with `client`, of parts with `record`. */
export function readAnew({ id }: { id: string }): void {
  for (const first of ['record', 'deal', 'client']) void queryClient.invalidateQueries({ queryKey: [first, id] });
  void queryClient.invalidateQueries({ queryKey: ['inbox'] });
}
