import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { Trouble } from '../../platform/trouble';

const Mailbox = z.strictObject({
  source: z.string().min(1),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(993),
  /** `implicit`: TLS from the first byte, usually at 993. `starttls`: asked for before anything is said, usually at 143. */
  tls: z.enum(['implicit', 'starttls']).default('implicit'),
  user: z.string().min(1),
  password: z.string().min(1),
  folder: z.string().min(1).default('INBOX'),
  /** A folder that mails are moved to once they are kept; without it they stay, with a mark. */
  moveTo: z.string().min(1).optional(),
  /** A file with the certificate of who signed the server's, where that is no public one. */
  ca: z.string().min(1).optional(),
});

/** A mailbox that is read, and the source under whose name. */
export type Mailbox = Omit<z.output<typeof Mailbox>, 'ca'> & { ca?: string };

/**
 * Reads the file of mailboxes: a JSON list, with their passwords. `ca` holds the certificate then, not its file.
 * @throws Trouble that names the place of what is wrong, and no password; also when others than its owner may read the file
 */
export function readMailboxes(file: string): Mailbox[] {
  const at = (error: unknown) =>
    new Trouble(`The file of mailboxes ${file} cannot be used: ${(error as Error).message}`, 2);
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
      throw new Error('others may read it, and it holds passwords: chmod 600');
    const read = z.array(Mailbox).safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!read.success)
      throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
    return read.data.map(({ ca, ...mailbox }) => ({
      ...mailbox,
      ...(ca !== undefined && { ca: readFileSync(resolve(dirname(file), ca), 'utf8') }),
    }));
  } catch (error) {
    throw at(error instanceof SyntaxError ? new Error('it is no JSON') : error);
  }
}
