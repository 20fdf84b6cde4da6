import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/platform/config';
import { createReaderApart, type ReaderApart, readHere } from '../../src/publishing';

const text = readFileSync(join(readConfig().root, 'processes/standard-sale.yaml'), 'utf8');
const faulty = text.replace('calendar: office', 'calendar: ofice');
const known = { calendars: new Set(['office']) };

describe('a reader on a thread of its own', () => {
  let reader: ReaderApart;
  beforeAll(() => {
    reader = createReaderApart(['-r', join(__dirname, '../support/typescript.cjs')]);
  });
  afterAll(() => reader.stop());

  it('reads as it is read here, warnings, findings and their order included', async () => {
    const [sound, found] = await Promise.all([reader.read(text, known), reader.read(faulty, known)]);
    expect(sound).toEqual(await readHere(text, known));
    expect(found).toEqual(await readHere(faulty, known));
    expect(found).toMatchObject({ findings: [{ code: 'UnknownCalendar' }] });
  });

  it('lets this thread go on meanwhile', async () => {
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 1);
    const done = reader.read(text);
    await done;
    clearInterval(turning);
    // On this thread there would be none until it is read.
    expect(turns).toBeGreaterThan(0);
  });

  it('says so when it is stopped, and starts anew with the next text', async () => {
    const cut = reader.read(text);
    await reader.stop();
    await expect(cut).rejects.toThrow('stopped');
    expect((await reader.read(text)).definition?.key).toBe('standard-sale');
  });
});
