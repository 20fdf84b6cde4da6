import { v7 as newId } from 'uuid';
import { duplicatePage, gatherBlocks, keepDuplicateRun, readDuplicateRun } from '../src/crm';
import { UnexpectedAnswer } from './http';
import { type Figures, figuresOf, lap } from './load';
import type { Rig } from './rig';

/** What finding records costs among so many contacts. */
export interface SearchFigures {
  contacts: number;
  /** Contacts written a second by one INSERT, the index kept along; and into a table without it. */
  writtenPerSecond: number;
  bareWrittenPerSecond: number;
  asked: ({ what: string } & Pick<Figures, 'p50Ms' | 'p95Ms'>)[];
  run: { seconds: number; compared: number; found: number };
}

const WARM_UP = 5;
const READS = 40;

const SURNAMES =
  'Иванов Петров Кузнецов Смирнов Соколов Лебедев Козлов Новиков Морозов Волков Соловьёв Зайцев Павлов Семёнов Голубев Виноградов Фёдоров Беляев ' +
  'Тарасов Комаров Орлов Киселёв Макаров Smith Johnson Williams Brown Miller Davis Wilson Anderson';
const GIVEN =
  'Иван Пётр Александр Дмитрий Сергей Андрей Алексей Михаил Мария Анна Елена Ольга Наталья John James Robert Mary Linda David Susan';

/** People made of names in both alphabets; the middle letters make some thousands of surnames, so that some hundreds are namesakes. */
const MADE = `
  SELECT gen_random_uuid() AS id,
    (string_to_array($2, ' '))[1 + n * 7919 % 20] || ' ' || (string_to_array($3, ' '))[1 + n * 104729 % 31]
      || substr('авекилнорст', (1 + n * 31 % 11)::int, 1) || substr('аеиоуыя', (1 + n * 17 % 7)::int, 1) || substr('нвклмрст', (1 + n * 13 % 8)::int, 1) AS name,
    'p' || n || '@firm' || n % 30000 || '.example' AS email, '+7916' || lpad(n::text, 7, '0') AS phone
  FROM generate_series(1::bigint, $1::bigint) n`;

const QUERIES: readonly (readonly [what: string, path: string])[] = [
  ['a whole name', '/search?q=Иван Петроваан&kinds=contact'],
  ['the beginning of a surname', '/search?q=кузнец'],
  ['a common given name', '/search?q=mariya'],
  ['two letters', '/search?q=ва'],
  ['digits of a phone', '/search?q=0012345'],
  ['a part of an address', '/search?q=firm2999'],
  ['a slip of the finger', '/search?q=кузенцов'],
  ['nothing there is', '/search?q=zzzyxqj'],
];

/** Writes contacts, searches them over HTTP, asks for look-alikes of one that is typed, and looks for doubles among all. */
export async function measureSearch(rig: Rig, contacts: number): Promise<SearchFigures> {
  const { writtenPerSecond, bareWrittenPerSecond } = await measureWriting(rig, contacts);
  await rig.pool.query('VACUUM ANALYZE');
  const asked: SearchFigures['asked'] = [];
  for (const [what, path] of QUERIES) asked.push({ what, ...(await reads(rig, () => rig.http.get(encodeURI(path)))) });
  const typed = { entity: 'contact', fields: { name: 'Kuznetsov Ivan', phone: '8 916 001-23-45' } };
  asked.push({
    what: 'look-alikes while typing',
    ...(await reads(rig, () => rig.http.post('/duplicates/check', typed))),
  });
  return { contacts, writtenPerSecond, bareWrittenPerSecond, asked, run: await measureRun(rig) };
}

async function measureWriting({ pool }: Rig, contacts: number) {
  const timed = async (client: Pick<typeof pool, 'query'>, table: string) => {
    const began = performance.now();
    await client.query(`INSERT INTO ${table} (id, name, email, phone) ${MADE}`, [contacts, GIVEN, SURNAMES]);
    return Math.round((contacts / (performance.now() - began)) * 1000);
  };
  const client = await pool.connect();
  try {
    await client.query('CREATE TEMP TABLE bare_contacts (LIKE contacts INCLUDING ALL)');
    return {
      writtenPerSecond: await timed(client, 'contacts'),
      bareWrittenPerSecond: await timed(client, 'bare_contacts'),
    };
  } finally {
    client.release();
  }
}

async function reads(rig: Rig, read: () => Promise<{ status: number }>): Promise<Figures> {
  const once = async () => {
    const answer = await read();
    if (answer.status !== 200) throw new UnexpectedAnswer('Search', { body: null, ...answer });
    return 'done' as const;
  };
  await lap(rig.cpu, Array(WARM_UP).fill(null), 1, once);
  return figuresOf([await lap(rig.cpu, Array(READS).fill(null), 1, once)], 1);
}

/** The run over all without its workflow: the same pages, one after the other. */
async function measureRun({ pool, people }: Rig): Promise<SearchFigures['run']> {
  const id = newId();
  const began = performance.now();
  await keepDuplicateRun(pool, { id, entity: 'contact', by: people.reps[0] ?? newId(), at: Date.now() });
  await gatherBlocks(pool, id);
  while (await duplicatePage(pool, id, Date.now())) await Promise.resolve();
  const run = await readDuplicateRun(pool, id);
  return { seconds: (performance.now() - began) / 1000, compared: run?.compared ?? 0, found: run?.found ?? 0 };
}
