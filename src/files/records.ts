import type { Instant } from '../process';

/** What files hang on. */
export const FILE_RECORDS = ['lead', 'sale', 'account', 'contact', 'interaction', 'task'] as const;
export type FileRecord = (typeof FILE_RECORDS)[number];

/** A record of one of these kinds. */
export interface On {
  kind: FileRecord;
  id: string;
}

/** By which column a file says what it hangs on. */
export const COLUMN: Readonly<Record<FileRecord, string>> = {
  lead: 'instance_id',
  sale: 'instance_id',
  account: 'account_id',
  contact: 'contact_id',
  interaction: 'interaction_id',
  task: 'task_id',
};

export const FILE_STATES = ['clear', 'waiting', 'refused'] as const;
/** `waiting`: for the scanner; it is given out once that has cleared it. `refused`: by the scanner; its bytes are gone. */
export type FileState = (typeof FILE_STATES)[number];

/** How it came: somebody sent it, or it came with a mail or an invitation. */
export const FILE_ORIGINS = ['person', 'mail', 'invitation'] as const;
export type FileOrigin = (typeof FILE_ORIGINS)[number];

/** A file as people see it. */
export interface FileCard {
  id: string;
  on: On;
  name: string;
  /** By its content. */
  type: string;
  bytes: number;
  state: FileState;
  /** What the scanner found. */
  verdict: string | null;
  origin: FileOrigin;
  by: { id: string; name: string } | null;
  at: Instant;
}

/** A file with what its reader does not see: where its bytes lie, and the records that it has gone along with. */
export interface HeldFile extends FileCard {
  /** Null of one that was refused. */
  key: string | null;
  place: 'disk' | 's3' | null;
  /** What its lead became. */
  alsoOn: On[];
}
