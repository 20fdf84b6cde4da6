import { v7 as newId } from 'uuid';
import { publishShipped } from '../../../activities/publish-shipped';
import { type Plain, small } from '../../../src/crm/lists/filter';
import { lightOf } from '../../../src/crm/standing';
import { readConfig } from '../../../src/platform/config';
import type { Pool } from '../../../src/platform/database';

/** The clock of these rows: an hour before New York's clocks go back, in the middle of a Moscow week. */
export const NOW = Date.UTC(2026, 10, 1, 4, 59, 30);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Texts that people have typed: cases, alphabets, letters that change their length, and signs that mean something in SQL. */
export const TEXTS = [
  'Finance',
  'FINANCE',
  'Финансы',
  'финансы',
  'Straße',
  'STRASSE',
  'İstanbul',
  'ΣΟΦΟΣ',
  'σοφος',
  '100% _x',
  'a\\b',
  `a"b'c`,
  `'; DROP TABLE leads; --`,
  'null',
  'me',
  'Food and drink',
  'é',
  'É',
];
export const TIMES = [
  0,
  1,
  -1,
  HOUR,
  -HOUR,
  12 * HOUR,
  -DAY,
  DAY,
  -7 * DAY,
  -8 * DAY,
  6 * DAY,
  -31 * DAY,
  -183 * DAY,
  -365 * DAY,
  400 * DAY,
].map((by) => NOW + by);
export const DAYS = [
  '2026-10-31',
  '2026-11-01',
  '2026-11-02',
  '2026-10-25',
  '2026-10-26',
  '2026-05-01',
  '2025-11-01',
  '2027-01-01',
  '0001-01-01',
  '9999-12-31',
];
export const MONEYS = [
  { minor: 100_000_000, currency: 'USD' },
  { minor: 100_000_001, currency: 'USD' },
  { minor: 99_999_999, currency: 'EUR' },
  { minor: 9_000_000_000, currency: 'RUB' },
  { minor: 0, currency: 'RUB' },
  { minor: 15_000, currency: 'JPY' },
  { minor: 7, currency: 'XAU' },
];
export const NUMBERS = [0, 1, 3, 42, 100, -5, 2_147_483_647];

/** A row as a test knows it: what fields hold, and whether lists may show it at all. */
export interface Known {
  plain: Plain;
  ownerId: string | null;
  createdBy: string | null;
  /** A double, an erased person, a row of the other kind. */
  hidden: boolean;
}

/** Draws from a fixed sequence, so that a run can be had again. */
export function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  return { one, maybe: <T>(of: readonly T[]): T | null => (next() < 0.3 ? null : one(of)), next };
}

const CUSTOM = [
  ['motto', 'text', {}],
  ['floors', 'number', {}],
  ['vip', 'flag', {}],
  ['since', 'date', {}],
  ['size', 'choice', { s: { en: 'Small', ru: 'Малый' }, l: { en: 'Large', ru: 'Большой' } }],
  ['budget', 'money', {}],
] as const;

type Dice = ReturnType<typeof dice>;

/** What the custom column of a row holds, and what its fields are worth: what is of another type counts as empty. */
function custom({ one, maybe, next }: Dice): { json: Record<string, unknown>; cells: Record<string, Plain[string]> } {
  const money = maybe(MONEYS);
  const odd = next() < 0.1;
  const held = {
    motto: maybe(TEXTS),
    floors: maybe(NUMBERS),
    vip: maybe([true, false]),
    since: maybe(DAYS),
    size: maybe(['s', 'l']),
  };
  const json = {
    ...held,
    budget: money && { amount: money.minor, currency: money.currency },
    ...(odd && { floors: 'three', vip: 'yes', budget: 12 }),
  };
  const cells = { ...held, budget: money, ...(odd && { floors: null, vip: null, budget: null }) };
  const entries = Object.entries(cells).map(([key, value]) => [`custom.${key}`, value] as const);
  return { json: one([json, json, {}]) === json ? json : json, cells: Object.fromEntries(entries) };
}

/** People, organisations, persons, products, rates and added fields that rows refer to. */
export interface World {
  people: { id: string; name: string }[];
  accounts: Known[];
  contacts: Known[];
  leads: Known[];
  sales: Known[];
}

type Merge = [table: 'accounts' | 'contacts', id: string, into: string | undefined];

/** Fills a database with rows of every kind and says what each holds, out of this program's own memory. */
export async function someRows(pool: Pool, count: number, seed = 7): Promise<World> {
  const draw = dice(seed);
  const people = await somePeople(pool);
  await someSettings(pool);
  const merges: Merge[] = [];
  const accounts = await someAccounts(pool, count, people, draw, merges);
  const contacts = await someContacts(pool, count, people, accounts, draw, merges);
  const refs = { accounts: refsOf(accounts), contacts: refsOf(contacts) };
  const cards = new Map([...accounts, ...contacts].map(({ plain }) => [plain.id, plain]));
  await publishShipped(pool, readConfig().root);
  const leads = await someInstances(pool, 'lead', count, people, { ...refs, cards }, draw);
  const sales = await someInstances(pool, 'sale', count, people, { ...refs, cards }, draw);
  // Last: what is written to a double goes to the record that it lives on in.
  for (const [table, id, into] of merges)
    await pool.query(`UPDATE ${table} SET merged_into = $2 WHERE id = $1`, [id, into]);
  return { people, accounts, contacts, leads, sales };
}

const refsOf = (known: readonly Known[]) =>
  known
    .slice(0, 12)
    .filter(({ hidden }) => !hidden)
    .map(({ plain }) => ({ id: plain.id, name: plain.name as string }));

async function somePeople(pool: Pool) {
  const [head, rep, other, far] = [newId(), newId(), newId(), newId()];
  await pool.query(
    `INSERT INTO people (id, name, email, roles, manager_id) VALUES ($1, 'Hedda Head', 'h@example.com', '{manager}', NULL),
     ($2, 'Rita Rep', 'r@example.com', '{rep}', $1), ($3, 'Олег Другой', 'o@example.com', '{rep}', $1), ($4, 'Fara Far', 'f@example.com', '{rep}', NULL)`,
    [head, rep, other, far],
  );
  return [
    { id: head, name: 'Hedda Head' },
    { id: rep, name: 'Rita Rep' },
    { id: other, name: 'Олег Другой' },
    { id: far, name: 'Fara Far' },
  ];
}

async function someSettings(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO settings (key, value) VALUES ('base currency', '"RUB"') ON CONFLICT (key) DO UPDATE SET value = '"RUB"'`,
  );
  await pool.query(`INSERT INTO exchange_rates (currency, "from", rate) VALUES ('USD', '2026-01-01', 80), ('USD', '2026-10-01', 90.5), ('USD', '2027-01-01', 1),
    ('EUR', '2026-01-01', 90.4999999999), ('JPY', '2026-01-01', 0.6)`);
  for (const entity of ['lead', 'sale', 'account', 'contact'])
    for (const [key, type, options] of CUSTOM)
      await pool.query('INSERT INTO custom_fields (entity, key, type, name, options) VALUES ($1, $2, $3, $4, $5)', [
        entity,
        key,
        type,
        { en: key, ru: key },
        options,
      ]);
  await pool.query(
    `INSERT INTO properties (entity, key, name, options) VALUES ('account', 'chain', '{"en":"Chain","ru":"Сеть"}', '{"y":{"en":"Yes","ru":"Да"},"n":{"en":"No","ru":"Нет"}}')`,
  );
  await pool.query(
    `INSERT INTO categories (entity, key, name) VALUES ('account', 'guest', '{"en":"Guest of the fair","ru":"Гость выставки"}')`,
  );
}

async function someAccounts(
  pool: Pool,
  count: number,
  people: World['people'],
  draw: Dice,
  merges: Merge[],
): Promise<Known[]> {
  const { one, maybe, next } = draw;
  const made: Known[] = [];
  for (let n = 0; n < count; n++) {
    const [id, owner, revenue, hidden] = [newId(), maybe(people), maybe(MONEYS), next() < 0.1 && n > 0];
    const holding = maybe(made.filter((known) => !known.hidden).slice(0, 5)) ?? null;
    const { json, cells } = custom(draw);
    const words = {
      name: one(TEXTS),
      legalName: maybe(TEXTS),
      industry: maybe([...TEXTS, '']),
      region: maybe(TEXTS),
      notes: maybe(TEXTS),
    };
    const [employees, foundedYear, importance, category] = [
      maybe(NUMBERS),
      maybe(NUMBERS),
      maybe(['high', 'Key one']),
      maybe(['a', 'b']),
    ];
    const activities = next() < 0.5 ? [] : [one(TEXTS), one(TEXTS)];
    const [createdAt, chain, guest] = [one(TIMES), maybe(['y', 'n']), next() < 0.3];
    await pool.query(
      `INSERT INTO accounts (id, name, legal_name, industry, region, notes, employees, founded_year, importance, category, activities, annual_revenue_minor, currency,
         owner_id, holding_id, custom, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)`,
      [
        id,
        words.name,
        words.legalName,
        words.industry,
        words.region,
        words.notes,
        employees,
        foundedYear,
        importance,
        category,
        activities,
        revenue?.minor,
        revenue?.currency,
        owner?.id,
        holding?.plain.id,
        json,
        new Date(createdAt),
      ],
    );
    if (chain)
      await pool.query(`INSERT INTO record_properties (account_id, property, value) VALUES ($1, 'chain', $2)`, [
        id,
        chain,
      ]);
    if (guest) await pool.query(`INSERT INTO record_categories (account_id, category) VALUES ($1, 'guest')`, [id]);
    const plain: Plain = {
      id,
      ...words,
      employees,
      foundedYear,
      importance,
      category,
      activities,
      annualRevenue: revenue,
      owner,
      createdAt,
      ...cells,
      holding: holding && { id: holding.plain.id, name: holding.plain.name as string },
      'property.chain': chain,
      categories: guest ? ['guest'] : [],
    };
    if (hidden) merges.push(['accounts', id, made[0]?.plain.id]);
    made.push({ plain, ownerId: owner?.id ?? null, createdBy: null, hidden: hidden || createdAt > NOW });
  }
  return made;
}

async function someContacts(
  pool: Pool,
  count: number,
  people: World['people'],
  accounts: readonly Known[],
  draw: Dice,
  merges: Merge[],
): Promise<Known[]> {
  const { one, maybe, next } = draw;
  const made: Known[] = [];
  for (let n = 0; n < count; n++) {
    const [id, owner, merged, erased] = [newId(), maybe(people), next() < 0.1 && n > 0, next() < 0.1];
    const { json, cells } = custom(draw);
    const words = {
      name: one(TEXTS),
      email: maybe(TEXTS),
      phone: maybe(TEXTS),
      language: maybe(['en', 'ru']),
      notes: maybe(TEXTS),
    };
    const [birthDate, createdAt, post] = [maybe(DAYS), one(TIMES), maybe(TEXTS)];
    const places = next() < 0.5 ? [] : [...new Set([one(accounts), one(accounts)])];
    await pool.query(
      `INSERT INTO contacts (id, name, email, phone, language, notes, birth_date, owner_id, custom, created_at, erased_at)
       VALUES ($1,$2,$3,$4,$5,$6,$7::date,$8,$9,$10,$11)`,
      [
        id,
        words.name,
        words.email,
        words.phone,
        words.language,
        words.notes,
        birthDate,
        owner?.id,
        json,
        new Date(createdAt),
        erased ? new Date(NOW) : null,
      ],
    );
    for (const place of places)
      await pool.query('INSERT INTO account_contacts (account_id, contact_id, post) VALUES ($1, $2, $3)', [
        place.plain.id,
        id,
        post,
      ]);
    const seen = places.filter(({ plain }) => !isMerged(accounts, plain.id));
    const plain: Plain = {
      id,
      ...words,
      birthDate,
      owner,
      createdAt,
      ...cells,
      account: seen.map((place) => ({ id: place.plain.id, name: place.plain.name as string })),
      post: post && places.length > 0 ? places.map(() => post) : [],
    };
    if (merged) merges.push(['contacts', id, made[0]?.plain.id]);
    made.push({ plain, ownerId: owner?.id ?? null, createdBy: null, hidden: merged || erased || createdAt > NOW });
  }
  return made;
}

const mergedIds = new WeakMap<readonly Known[], Set<string>>();
/** Hidden by a merge, and not only because it came later than the clock. */
function isMerged(accounts: readonly Known[], id: string): boolean {
  const known =
    mergedIds.get(accounts) ??
    new Set(
      accounts.filter(({ hidden, plain }) => hidden && (plain.createdAt as number) <= NOW).map(({ plain }) => plain.id),
    );
  mergedIds.set(accounts, known);
  return known.has(id);
}

interface Refs {
  cards: ReadonlyMap<string, Plain>;
  accounts: { id: string; name: string }[];
  contacts: { id: string; name: string }[];
}

async function someInstances(
  pool: Pool,
  kind: 'lead' | 'sale',
  count: number,
  people: World['people'],
  refs: Refs,
  draw: Dice,
): Promise<Known[]> {
  const { one, maybe, next } = draw;
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM process_versions WHERE key = $1', [
    `standard-${kind}`,
  ]);
  const made: Known[] = [];
  for (let n = 0; n < count; n++) {
    const [id, owner, by, open] = [newId(), one(people), maybe(people), next() < 0.6];
    const { json, cells } = custom(draw);
    const [startedAt, dueAt, dueSoonAt, escalateAt, waitUntil, closedAt] = [
      one(TIMES),
      maybe(TIMES),
      maybe(TIMES),
      maybe(TIMES),
      maybe(TIMES),
      open ? null : one(TIMES),
    ];
    const state = one(['qualify', 'postponed', 'closed.won']);
    const result = open ? null : one(kind === 'lead' ? ['qualified', 'disqualified'] : ['won', 'lost']);
    const [rating, probabilityPct, decisionDate, amount, openTasks] = [
      maybe(['high', 'medium', 'low', 'Own']),
      maybe([0, 42, 100]),
      maybe(DAYS),
      maybe(MONEYS),
      one([0, 1, 3]),
    ];
    const [account, contact] = [maybe(refs.accounts), maybe(refs.contacts)];
    await pool.query(
      `INSERT INTO process_instances (id, kind, version_id, state, open, result, owner_id, seq, snapshot, started_at, entered_at, closed_at, wait_until, due_soon_at, due_at,
         escalate_at, open_tasks, amount_minor, currency, probability_pct, decision_on, rating, engine, updated_at)
       VALUES ($1,$2,$3,$4,$5,$6,$7,1,'{}',$8,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18::date,$19,'none',$8)`,
      [
        id,
        kind,
        rows[0]?.id,
        state,
        open,
        result,
        owner.id,
        new Date(startedAt),
        at(closedAt),
        at(waitUntil),
        at(dueSoonAt),
        at(dueAt),
        at(escalateAt),
        openTasks,
        amount?.minor,
        amount?.currency,
        probabilityPct,
        decisionDate,
        rating,
      ],
    );
    const words = { source: maybe(TEXTS), campaign: maybe(TEXTS) };
    const shared = {
      id,
      ...words,
      open,
      result,
      stage: state,
      process: `standard-${kind}`,
      owner,
      createdBy: by,
      startedAt,
      createdAt: startedAt,
      enteredAt: startedAt,
      closedAt,
      dueAt,
      openTasks,
      rating,
      account,
      contact,
      ...cells,
      light: lightOf({ open, waitUntil, dueSoonAt, dueAt, escalateAt }, NOW),
      postponed: open && (state === 'postponed' || (waitUntil !== null && waitUntil > NOW)),
    };
    const plain =
      kind === 'lead'
        ? withCards(await leadWords(pool, shared, json, by?.id ?? null, draw), refs)
        : withCards(
            await saleWords(pool, { ...shared, probabilityPct, decisionDate, amount }, json, by?.id ?? null, draw),
            refs,
          );
    made.push({ plain, ownerId: owner.id, createdBy: by?.id ?? null, hidden: startedAt > NOW });
  }
  return made;
}

const at = (instant: number | null): Date | null => (instant === null ? null : new Date(instant));

async function leadWords(
  pool: Pool,
  shared: Plain,
  json: unknown,
  by: string | null,
  { one, maybe }: Dice,
): Promise<Plain> {
  const words = {
    topic: one(TEXTS),
    personName: maybe(TEXTS),
    organisation: maybe(TEXTS),
    industry: maybe([...TEXTS, '']),
    email: maybe(TEXTS),
  };
  const [annualRevenue, estimatePct] = [maybe(MONEYS), maybe(NUMBERS)];
  const { rows } = await pool.query<{ number: number }>(
    `INSERT INTO leads (id, topic, person_name, organisation, industry, email, source, campaign, annual_revenue_minor, revenue_currency, estimate_pct, custom, created_by, created_at, account_id, contact_id)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16) RETURNING number`,
    [
      shared.id,
      words.topic,
      words.personName,
      words.organisation,
      words.industry,
      words.email,
      shared.source,
      shared.campaign,
      annualRevenue?.minor,
      annualRevenue?.currency,
      estimatePct,
      json,
      by,
      at(shared.createdAt as number),
      idOf(shared.account),
      idOf(shared.contact),
    ],
  );
  return { ...shared, ...words, annualRevenue, estimatePct, number: rows[0]?.number ?? null };
}

async function saleWords(pool: Pool, shared: Plain, json: unknown, by: string | null, { one }: Dice): Promise<Plain> {
  const title = one(TEXTS);
  const { rows } = await pool.query<{ number: number }>(
    'INSERT INTO sales (id, title, source, campaign, custom, created_by, created_at, account_id, contact_id) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) RETURNING number',
    [
      shared.id,
      title,
      shared.source,
      shared.campaign,
      json,
      by,
      at(shared.createdAt as number),
      idOf(shared.account),
      idOf(shared.contact),
    ],
  );
  return { ...shared, title, number: rows[0]?.number ?? null };
}

/** What a lead of a known client lacks is taken from the client's card; a sale shows some of the card beside its own. */
function withCards(plain: Plain, { cards }: Refs): Plain {
  const [account, contact] = [cards.get(idOf(plain.account) ?? ''), cards.get(idOf(plain.contact) ?? '')];
  if ('title' in plain)
    return {
      ...plain,
      'account.industry': account?.industry ?? null,
      'account.importance': account?.importance ?? null,
    };
  return {
    ...plain,
    personName: plain.personName ?? contact?.name ?? null,
    email: plain.email ?? contact?.email ?? null,
    organisation: plain.organisation ?? account?.name ?? null,
    industry: plain.industry ?? account?.industry ?? null,
    region: account?.region ?? null,
  };
}

const idOf = (cell: Plain[string]): string | null => (cell as { id: string } | null)?.id ?? null;

/** What a reader with a narrow sight may see of clients: their own, nobody's, and whose lead or sale is theirs. */
export function seenClients(
  clients: readonly Known[],
  key: 'account' | 'contact',
  owners: readonly string[],
  world: World,
): Set<string> {
  const through = [...world.leads, ...world.sales]
    .filter(({ ownerId }) => ownerId !== null && owners.includes(ownerId))
    .map(({ plain }) => idOf(plain[key]));
  return new Set(
    clients
      .filter(({ ownerId, plain }) => ownerId === null || owners.includes(ownerId) || through.includes(plain.id))
      .map(({ plain }) => plain.id),
  );
}

export { small };
