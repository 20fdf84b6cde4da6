import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCalendarText } from '../../src/crm/calendars';
import { readCalendar } from '../../src/platform/calendars';
import { readConfig } from '../../src/platform/config';
import { readScript } from '../../src/process/trial/read-examples';
import { createReaderApart, type ReaderApart, readHere, trialsHere } from '../../src/publishing';

const text = readFileSync(join(readConfig().root, 'processes/standard-sale.yaml'), 'utf8');
const faulty = text.replace('calendar: office', 'calendar: ofice');
const known = { calendars: new Set(['office']) };
const execArgv = ['-r', join(__dirname, '../support/typescript.cjs')];

function officeHours() {
  const read = readCalendarText(readFileSync(join(readConfig().root, 'calendars/office.yaml'), 'utf8'));
  if (!read.calendar) throw new Error('What ships is read.');
  const { key, ...definition } = read.calendar;
  return readCalendar({ key, version: 0, definition });
}

describe('a reader on a thread of its own', () => {
  let reader: ReaderApart;
  beforeAll(() => {
    reader = createReaderApart({ execArgv });
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

  it('tries processes as they are tried here', async () => {
    const { definition } = await readHere(text);
    if (!definition) throw new Error('What ships is read.');
    const tried = { definition, text, calendar: officeHours() };
    expect(await reader.test(tried, true)).toEqual(await trialsHere.test(tried, true));
    const { script } = readScript({ steps: ['5 working days pass'] }, definition);
    if (!script) throw new Error('The script is read.');
    expect(await reader.simulate(tried, script)).toEqual(await trialsHere.simulate(tried, script));
  });

  it('gives up on what goes on for too long, and starts anew with the next text', async () => {
    const hasty = createReaderApart({ execArgv, mostMs: 0 });
    await expect(hasty.read(text)).rejects.toThrow('too long');
    await expect(hasty.read(text)).rejects.toThrow('too long');
    await hasty.stop();
  });

  it('says so when it is stopped, and starts anew with the next text', async () => {
    const cut = reader.read(text);
    await reader.stop();
    await expect(cut).rejects.toThrow('stopped');
    expect((await reader.read(text)).definition?.key).toBe('standard-sale');
  });
});
