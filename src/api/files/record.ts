import type { Person } from '../../access';
import { FILE_RECORDS, type FileRecord, type HeldFile, heldFile, type On } from '../../files';
import { seenCard } from '../card-write';
import type { Context } from '../context';
import { mustReach } from '../must-reach';
import { mustSee } from '../must-see';
import { seenInteractionOf } from '../own-interaction';
import { notFound, Problem } from '../problem';

/** What a kind of record is called in addresses. */
export const PLURAL: Readonly<Record<FileRecord, string>> = {
  lead: 'leads',
  sale: 'sales',
  account: 'accounts',
  contact: 'contacts',
  interaction: 'interactions',
  task: 'tasks',
};

export const RECORDS = FILE_RECORDS;

/**
 * The record that files hang on, as its sight is asked for everywhere. Of a double that was merged: the one it lives on in.
 * @throws Problem for one that is not there, or that somebody does not see
 */
export async function seenRecordOf(context: Context, actor: Person, { kind, id }: On): Promise<On> {
  switch (kind) {
    case 'lead':
    case 'sale':
      await mustSee(context, actor, kind, id);
      return { kind, id };
    case 'account':
    case 'contact':
      return { kind, id: (await seenCard(context, kind, id, actor)).id };
    case 'interaction':
      return { kind, id: (await seenInteractionOf(context, actor, id)).id };
    case 'task':
      return { kind, id: (await mustReach(context, actor, id)).id };
  }
}

/** A file on a record that somebody sees. @throws Problem for any other */
export async function seenFile(context: Context, actor: Person, id: string): Promise<HeldFile> {
  const file = await heldFile(context.pool, id);
  if (!file) throw notFound('file');
  for (const on of [file.on, ...file.alsoOn]) {
    const seen = await seenRecordOf(context, actor, on).catch(unlessUnseen);
    if (seen) return file;
  }
  throw notFound('file');
}

function unlessUnseen(error: unknown): null {
  if (error instanceof Problem && error.kind === 'NotFound') return null;
  throw error;
}
