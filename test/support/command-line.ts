import { main } from '../../src/cli/main';

/** What a command said, where, and with which exit code. */
export interface Said {
  out: string;
  err: string;
  code: number;
}

/** Runs `dealwright` with these arguments in this process, and hears what it says. */
export async function run(...args: string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const hear = (to: 'out' | 'err') => (text: string | Uint8Array) => {
    said[to] += String(text);
    return true;
  };
  const heard = [
    jest.spyOn(process.stdout, 'write').mockImplementation(hear('out')),
    jest.spyOn(process.stderr, 'write').mockImplementation(hear('err')),
  ];
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await main(args);
    return { ...said, code: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = before;
    for (const one of heard) one.mockRestore();
  }
}
