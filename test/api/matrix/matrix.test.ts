import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPrisma } from '../../../src/platform/database';
import { serve, startTestApi } from '../../support/api';
import { testRoom } from '../../support/files';
import { undonePool } from '../../support/undone';
import { assemble, type Cast, RECORDS } from './cast';
import { lineOf, probed, type Servers } from './probe';

const RUN_MS = 15 * 60_000;
const TABLE = join(__dirname, 'expected.txt');
const expected = readFileSync(TABLE, 'utf8')
  .split('\n')
  .filter((line) => /^[A-Z]+ +\//.test(line));
/** However wide somebody has made the columns. */
const narrowed = (line: string) => line.trim().replace(/ +/g, ' ');
const routeOf = (line: string) => narrowed(line).split(' ').slice(0, 2).join(' ');

/** Who is told what, by which route, of whose record: what is expected stands in expected.txt. */
describe('every route by every role', () => {
  let cast: Cast;
  let servers: Servers;

  beforeAll(async () => {
    const api = await startTestApi({ engineDeadlineMs: 30_000 });
    cast = await assemble(api);
    const there = new Set(RECORDS.slice(0, -1).flatMap((which) => Object.values(cast.records[which])));
    const { pool, undo } = await undonePool(api.engine.database.apiUrl);
    const { url: writing } = await serve(pool, api.engine.cast.rep, {
      prisma: createPrisma(pool),
      sendCommand: async ({ act, instanceId }) =>
        act.type === 'start' || there.has(instanceId) ? { became: 'received' } : { became: 'no such instance' },
      migrations: { begin: async () => undefined, steer: async () => undefined } as never,
      files: testRoom().room,
      checkAnswers: false,
    });
    servers = { reading: api.url, writing, undo };
  }, 5 * 60_000);

  it('has a line in the table, and each line a route', () => {
    expect(expected.map(routeOf).sort()).toEqual(probed.map(({ name }) => narrowed(name)).sort());
  });

  it(
    'tells each what the table says',
    async () => {
      const told: string[] = [];
      const lines = new Set(expected.map(narrowed));
      for (const one of probed) told.push(await lineOf(servers, one, cast));
      expect(told.filter((line) => !lines.has(narrowed(line)))).toEqual([]);
    },
    RUN_MS,
  );
});
