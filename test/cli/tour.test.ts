import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestApi } from '../support/api';

const README = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

/** The tour's blocks in order: what is typed, and what the README says comes of it (null: it does not say). */
function tour(): { typed: string; said: string | null }[] {
  const text = README.slice(README.indexOf('## A five-minute tour'), README.indexOf('## How it sells is a text'));
  return [...text.matchAll(/```sh\n([\s\S]*?)```(?:\n```\n([\s\S]*?)```)?/g)].map(([, typed = '', said]) => ({
    typed,
    said: said?.trim() ?? null,
  }));
}

const MARK = '---- next block';

/** Types the whole tour into one shell, against this API; gives what each block printed. */
async function walk(url: string, token: string): Promise<string[]> {
  const script = tour()
    .map(({ typed }) => typed.replace('http://127.0.0.1:8410/api/v1', `${url}/api/v1`).replace('dw_...', token))
    // The limit is a minute: a busy machine gets longer than a reader to write down that it is over.
    .map((typed) => typed.replace('sleep 65', 'sleep 75'))
    .join(`\necho '${MARK}'\n`);
  const shell = spawn('bash', ['-c', script]);
  let out = '';
  shell.stdout.on('data', (part) => {
    out += part;
  });
  shell.stderr.on('data', (part) => {
    out += part;
  });
  await new Promise((resolve) => shell.on('close', resolve));
  return out.split(MARK).map((part) => part.trim());
}

it("the README's tour works as it is written", async () => {
  const api = await startTestApi();
  const printed = await walk(api.url, await api.token(api.engine.cast.rep));
  const said = tour().map((block) => block.said);
  expect(said.filter((one) => one !== null)).toHaveLength(5);
  expect(printed.map((one, n) => (said[n] === null ? null : one))).toEqual(said);
  expect(printed.at(-1)).toMatch(/^\[/);
}, 300_000);
