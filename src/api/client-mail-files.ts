import { mayDo, type Person } from '../access';
import { type Attached, type LetterAbout, MOST_ATTACHED_BYTES, strangeFiles } from '../client-mails';
import type { HeldFile } from '../files';
import type { Context } from './context';
import { seenFile } from './files/record';
import { badInput, Problem, refuse } from './problem';

/**
 * Files that may go with a mail: those that its writer sees and may open, that hang on what the mail is about, so that nobody gets
 * another client's by a slip, and that no scanner holds.
 * @throws Problem that names all that may not, or when they are too much together
 */
export async function attachable(
  context: Context,
  actor: Person,
  ids: readonly string[],
  { of, to }: { of: LetterAbout; to: readonly (string | null)[] },
): Promise<Attached[]> {
  if (ids.length === 0) return [];
  if (!mayDo(actor, 'file.read'))
    throw new Problem('NotAllowed', { detail: 'To send a file takes the right `file.read`.' });
  const files = await Promise.all(ids.map((id) => seenFile(context, actor, id).catch(unlessUnseen)));
  const strange = await strangeFiles(context.pool, ids, of, to);
  refuse(
    files.flatMap((file, n) => {
      const message = faultOf(file, strange);
      return message === null ? [] : [{ path: `body.files.${n}`, message }];
    }),
  );
  const there = files.filter((file) => file !== null);
  if (there.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_ATTACHED_BYTES)
    throw badInput({ path: 'body.files', message: `Must be ${MOST_ATTACHED_BYTES / 1024 / 1024} MB together at most` });
  return there.map(({ id, name, type, bytes }) => ({ id, name, type, bytes }));
}

function faultOf(file: HeldFile | null, strange: ReadonlySet<string>): string | null {
  if (!file) return 'There is no such file';
  if (strange.has(file.id)) return 'Hangs on nothing that this mail is about';
  if (file.state === 'waiting') return 'Waits for the scanner';
  return file.state === 'refused' ? 'Was refused by the scanner' : null;
}

function unlessUnseen(error: unknown): null {
  if (error instanceof Problem && error.kind === 'NotFound') return null;
  throw error;
}
