import { v7 as newId } from 'uuid';
import { readDefinition } from '../../src/process/language/read-definition';
import { publicationsOf, publishText, type ReadText } from '../../src/publishing';
import { freshDatabase, testPool } from '../support/database';

const TEXT = `process: plain
kind: sale
calendar: office
name: { en: Plain, ru: Простая }
stages:
  talk:
    name: { en: Talk, ru: Беседа }
    tasks: { call: { name: { en: Call, ru: Звонок }, outcomes: { done: { name: { en: Done, ru: Готово }, to: closed.won } } } }
closed: { won: { name: { en: Won, ru: Продано } } }
`;

it('versions are numbered without a gap, and the log names what was replaced, however many publish at once', async () => {
  const pool = testPool((await freshDatabase()).apiUrl);
  const read = readDefinition(TEXT);
  // Read beforehand, so that it is the tables at which they meet.
  const readText: ReadText = async () => read;
  const publish = (n: number) => {
    const by = { id: newId(), author: 'command line', approver: 'command line', note: `Number ${n}` };
    return publishText(pool, `${TEXT}# ${n % 10}\n`, by, { readText });
  };
  const all = await Promise.all(Array.from({ length: 30 }, (_, n) => publish(n)));
  expect(new Set(all.map((one) => 'version' in one && one.version))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  const log = (await publicationsOf(pool, 'plain')).reverse();
  expect(log.map(({ replaced }) => replaced)).toEqual([null, ...log.slice(0, -1).map(({ version }) => version)]);
  expect(log.filter(({ how }) => how === 'published')).toHaveLength(10);
});

it('a task that nobody here may do today is told, and published all the same: somebody may be given the role tomorrow', async () => {
  const database = await freshDatabase();
  const pool = testPool(database.ownerUrl);
  await pool.query(`INSERT INTO calendars (key, version, definition) VALUES ('office', 1, '{}')`);
  const text = TEXT.replace('call: {', 'call: { assignee: role service,');
  const by = () => ({ id: newId(), author: 'command line', approver: 'command line', note: 'For a test' });
  const told = async () => {
    const published = await publishText(pool, text, by());
    return 'findings' in published
      ? [published.became, published.findings.map(({ code, level }) => [code, level])]
      : [];
  };
  expect(await told()).toEqual(['in force', [['NobodyMay', 'warning']]]);
  const person = `INSERT INTO people (id, name, email, roles, active) VALUES (gen_random_uuid(), 'Ada', $1, '{service}', $2)`;
  await pool.query(person, ['gone@example.com', false]);
  expect(await told()).toEqual(['in force', [['NobodyMay', 'warning']]]);
  await pool.query(person, ['ada@example.com', true]);
  expect(await told()).toEqual(['in force', []]);
});
