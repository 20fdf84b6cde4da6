import fc from 'fast-check';
import { SEES_ALL, type Sight } from '../../../src/access';
import { askerFor } from '../../../src/crm/lists/asker';
import { fieldsOf } from '../../../src/crm/lists/fields';
import { type Asker, type Entity, matches, readFilter } from '../../../src/crm/lists/filter';
import type { Question } from '../../../src/crm/lists/question';
import { statementOf } from '../../../src/crm/lists/read-list';
import { ID } from '../../../src/crm/lists/scope';
import type { SqlField } from '../../../src/crm/lists/sql-field';
import type { Pool } from '../../../src/platform/database';
import { freshDatabase, testPool } from '../../support/database';
import { filters } from './random-filters';
import { type Known, NOW, seenClients, someRows, type World } from './some-rows';

const ZONES = ['UTC', 'Europe/Moscow', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati'];
const FILTERS = 2500;

describe('a filter over a list', () => {
  let pool: Pool;
  let world: World;
  let rep: string;
  let asker: Asker;
  const fields = {} as Record<Entity, SqlField[]>;

  beforeAll(async () => {
    const database = await freshDatabase();
    const owner = testPool(database.ownerUrl);
    world = await someRows(owner, 80);
    pool = testPool(database.apiUrl);
    rep = world.people[1]?.id as string;
    asker = await askerFor(pool, { id: rep }, NOW);
    for (const entity of ['lead', 'sale', 'account', 'contact'] as const) fields[entity] = await fieldsOf(pool, entity);
  });

  const known = (entity: Entity): Known[] => world[`${entity}s`];
  const asked = (entity: Entity): SqlField[] =>
    fields[entity].filter(({ key }) => Object.keys(known(entity)[0]?.plain ?? {}).includes(key));

  const question = (entity: Entity, text: string): Question => {
    const { filter, findings } = readFilter(text, { fields: fields[entity], listable: entity === 'account' });
    if (findings.length > 0) throw new Error(`${text}: ${JSON.stringify(findings)}`);
    return {
      entity,
      fields: fields[entity],
      filters: filter ? [filter] : [],
      order: [],
      columns: [],
      lists: new Map(),
    };
  };

  async function inDatabase(entity: Entity, text: string, who: Asker, sight: Sight): Promise<string[]> {
    const { from, where, values } = statementOf(question(entity, text), who, sight);
    const { rows } = await pool.query<{ id: string }>(
      `SELECT ${ID[entity]} AS id FROM ${from} WHERE ${where.join(' AND ')}`,
      values,
    );
    return rows.map(({ id }) => id).sort();
  }

  function inMemory(entity: Entity, text: string, who: Asker, sight: Sight): string[] {
    const [filter = null] = question(entity, text).filters;
    const seen = seenBy(entity, sight);
    return known(entity)
      .filter((row) => !row.hidden && seen(row) && matches(filter, plainFor(entity, row, sight), who))
      .map(({ plain }) => plain.id)
      .sort();
  }

  function seenBy(entity: Entity, { owners, personId }: Sight): (row: Known) => boolean {
    if (owners === null) return () => true;
    if (entity === 'lead' || entity === 'sale')
      return ({ ownerId, createdBy }) => createdBy === personId || (ownerId !== null && owners.includes(ownerId));
    const clients = seenClients(known(entity), entity, owners, world);
    return ({ plain }) => clients.has(plain.id);
  }

  /** What a reader sees of a row: organisations out of their sight are not named on it. */
  function plainFor(entity: Entity, { plain }: Known, { owners }: Sight): Known['plain'] {
    if (owners === null || entity === 'lead' || entity === 'sale') return plain;
    const seen = seenClients(world.accounts, 'account', owners, world);
    const holding = plain.holding as { id: string } | null;
    if (entity === 'account') return { ...plain, holding: holding && seen.has(holding.id) ? plain.holding : null };
    return { ...plain, account: (plain.account as { id: string; name: string }[]).filter(({ id }) => seen.has(id)) };
  }

  const SIGHTS = () => [
    SEES_ALL,
    { personId: rep, owners: [rep] },
    { personId: rep, owners: world.people.slice(0, 3).map(({ id }) => id) },
  ];

  it.each(['lead', 'sale', 'account', 'contact'] as const)(
    `gives the same rows in the database as in memory, for ${FILTERS} random ones over %ss, and none out of sight`,
    async (entity) => {
      const ids = [rep, ...world.accounts.slice(0, 4).map(({ plain }) => plain.id)];
      const sizes = new Set<number>();
      await fc.assert(
        fc.asyncProperty(
          filters(asked(entity), ids),
          fc.constantFrom(...ZONES),
          fc.constantFrom(...SIGHTS()),
          async (text, zone, sight) => {
            const who = { ...asker, zone };
            const found = await inDatabase(entity, text, who, sight);
            expect(found).toEqual(inMemory(entity, text, who, sight));
            sizes.add(found.length);
          },
        ),
        { numRuns: FILTERS, seed: 20_261_122 },
      );
      // Random filters that find all or nothing would prove nothing.
      expect(sizes.size).toBeGreaterThan(20);
    },
    300_000,
  );

  it('keeps every value out of the text of the statement', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, unit: 'grapheme-ascii' }), (text) => {
        const wanted = `zq${text}`;
        const { where, values } = statementOf(
          question('lead', `topic = ${quote(wanted)} or custom.motto ~ ${quote(wanted)}`),
          asker,
          SEES_ALL,
        );
        expect(where.join(' ').toLowerCase()).not.toContain('zq');
        expect(values).toContain(wanted.toLowerCase());
      }),
      { numRuns: 500 },
    );
  });

  const quote = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;

  it('reaches no column but those of its fields, however it is spelt', () => {
    const hidden = [
      'snapshot',
      'engine',
      'i.snapshot',
      'version_id',
      'seq',
      'w.custom',
      'external_key',
      'merged_into',
      'erased_at',
      '__proto__',
      'constructor',
      'toString',
      'custom.__proto__',
    ];
    for (const name of hidden) {
      const { filter, findings } = readFilter(`${name} = "x"`, { fields: fields.lead });
      expect([name, filter, findings.map(({ code }) => code)]).toEqual([name, null, ['FieldUnknown']]);
    }
  });

  it('answers any text at all with rows or with findings, never with an error of the database', async () => {
    const words = fc.constantFrom(
      'open',
      'topic',
      'custom.floors',
      '=',
      '!=',
      '<',
      '~',
      'in',
      '(',
      ')',
      ',',
      'not',
      'and',
      'or',
      'is',
      'empty',
      '"x',
      '"',
      "'",
      '-30d',
      '5',
      '5 USD',
      'me',
      'my',
      'team',
      'this',
      'week',
      '2026-02-31',
      '2026-02-28T10:00',
      ';',
      '--',
      '\\',
      '€',
      'in list "a"',
      '\n',
      '0',
      '99999999999999999999',
    );
    let right = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc.array(words, { maxLength: 14 }).map((all) => all.join(' ')),
        ),
        async (text) => {
          const { filter, findings } = readFilter(text, { fields: fields.lead });
          if (findings.length > 0) {
            expect(filter).toBeNull();
            for (const { from, to, line, column } of findings)
              expect([from <= to, to <= text.length + 1, line > 0, column > 0]).not.toContain(false);
            return;
          }
          right++;
          expect(await inDatabase('lead', text, asker, SEES_ALL)).toEqual(inMemory('lead', text, asker, SEES_ALL));
        },
      ),
      { numRuns: 3000, seed: 5 },
    );
    expect(right).toBeGreaterThan(10);
  }, 120_000);
});
