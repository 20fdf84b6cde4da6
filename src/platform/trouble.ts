/** How the command line ends: 0 done, 1 the answer is no, 2 wrong use, 3 a server is away. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What went wrong outside the program, with a message that tells a person what to do. No bug: shown without a stack. */
export class Trouble extends Error {
  override readonly name: string = 'Trouble';
  constructor(
    message: string,
    readonly exitCode: ExitCode = 3,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const FULL = /ENOSPC|no space left on device|could not extend file/i;
const FORBIDDEN = ['EACCES', 'EPERM', 'EROFS'];
const AWAY = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', '57P03'];

/** What a person is told of an error: a sentence that helps where we know one; a bug keeps its stack. */
export function explain(error: unknown, dataDir: string): { message: string; exitCode: ExitCode } {
  const { code, path, message, stack, log } = facts(error);
  if (code === 'ENOSPC' || code === '53100' || FULL.test(`${message}\n${log}`)) {
    return { message: `The disk with ${path ?? dataDir} is full: free some space and start again.`, exitCode: 3 };
  }
  if (error instanceof Trouble) return { message, exitCode: error.exitCode };
  if (FORBIDDEN.includes(code)) {
    const where = path ?? dataDir;
    const message = `This user may not write ${where}: give it to them, or set DEALWRIGHT_STATE to another folder.`;
    return { message, exitCode: 3 };
  }
  if (AWAY.includes(code))
    return { message: `A server is away (${message}). What is missing: dealwright doctor`, exitCode: 3 };
  return { message: stack ?? message, exitCode: 1 };
}

function facts(error: unknown) {
  const { code, path, message, stack, log, stderr, cause } = Object(error) as Record<string, string | undefined>;
  const inner = (Object(cause) as { code?: string }).code;
  return {
    code: code ?? inner ?? '',
    path,
    message: message ?? String(error),
    stack,
    log: `${log ?? ''}${stderr ?? ''}`,
  };
}
