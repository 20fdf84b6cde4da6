import type { Act, Actor, Kind } from '../../process';

/** What is asked of each of many: the same act, but that a question goes to each one's owner. */
export interface BulkAct {
  act: Act;
  /** The task that the act adds is its owner's, whoever that is: `assignee` is nobody. */
  toOwner: boolean;
  /** Words that stay out of workflows. */
  record: Readonly<Record<string, string>>;
}

/** One of them, with the decision that was looked at. */
export interface BulkItem {
  id: string;
  seq?: number | undefined;
}

export type Asker = Pick<Actor, 'id' | 'roles' | 'teams'>;

/** Many, and what is asked of them. */
export interface Bulk {
  kind: Kind;
  act: BulkAct;
  items: readonly BulkItem[];
}

/** As many as are taken at once. */
export const MOST_IN_BULK = 2_000;

/** Nobody's id, in the place of the owner that a question goes to. */
export const WHOEVER_OWNS_IT = '00000000-0000-0000-0000-000000000000';

/** The act as it is asked of one that somebody owns. */
export const actFor = ({ act, toOwner }: BulkAct, ownerId: string): Act =>
  toOwner && act.type === 'add task' ? { ...act, assignee: ownerId } : act;
