import { v7 as newId } from 'uuid';
import { normalEmail, normalPhone } from '../../../src/crm';
import type { SaidMoment } from '../../../src/imports';
import type { Calendar } from '../../../src/process/time/calendar';
import { epochDayOf, localDateAt } from '../../../src/process/time/local-date';
import { endOfDay } from '../../../src/process/time/working-time';
import { copyRows } from '../../bulk/copy-rows';
import { rejection } from '../note';
import type { FileBatch, RowPlan, StagedRow } from './batch';
import { lookUp, namedId } from './lookups';
import { listOf, type RowValues, readRow, requireAll, textOf } from './read-row';

/** What people call each kind of interaction, and its direction. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  call: [
    'call',
    'phone',
    'phone call',
    'звонок',
    'телефонный звонок',
    'разговор',
    'звонок исходящий',
    'звонок входящий',
  ],
  'e-mail': ['e-mail', 'email', 'mail', 'letter', 'письмо', 'электронное письмо', 'почта'],
  meeting: ['meeting', 'встреча', 'переговоры', 'совещание'],
  visit: ['visit', 'визит', 'выезд', 'посещение'],
};
const DIRECTIONS: Readonly<Record<string, readonly string[]>> = {
  in: ['in', 'incoming', 'inbound', 'входящий', 'входящее', 'входящая'],
  out: ['out', 'outgoing', 'outbound', 'исходящий', 'исходящее', 'исходящая'],
};

const wordIn = (words: Readonly<Record<string, readonly string[]>>, said: string): string | null =>
  Object.entries(words).find(([, all]) => all.includes(said.toLowerCase()))?.[0] ?? null;

/** Nine in the morning: the file knows the day only. */
const MORNING_MS = 9 * 60 * 60 * 1000;

/** Brings in what passed with clients: each row finds its lead or sale, contact or account. Stages and limits are not moved by it. */
export async function importInteractions(batch: FileBatch, rows: readonly StagedRow[]): Promise<RowPlan[]> {
  const read = rows.map((row) => readRow(row, batch));
  const there = await keysThere(batch, rows);
  const authors = await lookUp(batch, 'people', read, 'author');
  const accounts = await lookUp(batch, 'accounts', read, 'account');
  const contacts = await lookUp(batch, 'contacts', read, 'contact');
  const points = await contactsByPoints(batch, read);
  const records = await recordsOf(batch, read);
  const calendar = officeCalendar(batch);
  const made: (string | number | Date | null)[][] = [];
  const plans = read.map((row): RowPlan => {
    const present = there.get(row.row.key);
    const of = (action: RowPlan['action'], entityId: string | null): RowPlan => ({
      row: row.row.row,
      action,
      entityId,
      changes: {},
      notes: row.notes,
    });
    if (present !== undefined && !row.rejected) return of('present', present);
    requireAll(row, batch);
    const kind = wordIn(KINDS, textOf(row, 'kind') || 'meeting');
    if (kind === null) row.notes.push(rejection('ValueUnknown', 'kind', textOf(row, 'kind')));
    const record = records.get(textOf(row, 'record')) ?? null;
    const contactId = points(row) ?? namedId(row, contacts, 'contact', 'ContactUnknown');
    const accountId = namedId(row, accounts, 'account', 'AccountUnknown');
    if (!record && contactId === null && accountId === null)
      row.notes.push(
        rejection('ClientUnknown', '', textOf(row, 'record') || textOf(row, 'contact') || textOf(row, 'account')),
      );
    if (row.notes.some(({ done }) => done === 'rejected')) return of('rejected', null);
    const id = newId();
    const minutes = row.values.get('minutes');
    made.push([
      id,
      kind,
      wordIn(DIRECTIONS, textOf(row, 'direction')),
      new Date(instantOf(row.values.get('at') as SaidMoment, calendar)),
      textOf(row, 'subject'),
      textOf(row, 'result') || null,
      textOf(row, 'body') || null,
      typeof minutes === 'number' ? Math.round(minutes * 60) : null,
      record?.id ?? null,
      accountId ?? record?.accountId ?? null,
      contactId ?? record?.contactId ?? null,
      namedId(row, authors, 'author', 'OwnerUnknown'),
      row.row.key,
      new Date(batch.importAt),
    ]);
    return of('create', id);
  });
  if (!batch.preview) await copyRows(batch.client, 'interactions', COLUMNS, made);
  return plans;
}

const COLUMNS = [
  'id',
  'kind',
  'direction',
  'at',
  'subject',
  'result',
  'body',
  'duration_s',
  'instance_id',
  'account_id',
  'contact_id',
  'author_id',
  'external_key',
  'created_at',
];

async function keysThere({ client }: FileBatch, rows: readonly StagedRow[]): Promise<Map<string, string>> {
  const { rows: found } = await client.query<{ id: string; key: string }>(
    'SELECT id, external_key AS key FROM interactions WHERE external_key = ANY($1)',
    [rows.map(({ key }) => key)],
  );
  return new Map(found.map(({ id, key }) => [key, id]));
}

/** Times of a file are the company's: those of its office. */
function officeCalendar({ reference }: FileBatch): Calendar {
  const calendar = reference.calendars.get('office') ?? [...reference.calendars.values()][0];
  if (!calendar) throw new Error('There is no calendar.');
  return calendar;
}

const instantOf = ({ day, sinceMidnightMs, instant }: SaidMoment, calendar: Calendar): number =>
  instant ?? endOfDay(calendar, localDateAt(epochDayOf(day) - 1)) + 1 + (sinceMidnightMs ?? MORNING_MS);

/** Who has the addresses and phones of the rows; one that several have is nobody's for certain. */
async function contactsByPoints(
  { client, plan }: FileBatch,
  rows: readonly RowValues[],
): Promise<(row: RowValues) => string | null> {
  const wordsOf = (row: RowValues) => [
    ...listOf(row, 'contactEmail').flatMap((one) => normalEmail(one) ?? []),
    ...listOf(row, 'contactPhone').flatMap((one) => normalPhone(one, plan.country) ?? []),
  ];
  const { rows: found } = await client.query<{ word: string; id: string }>(
    `SELECT w.word, min(w.id::text)::uuid AS id FROM (
       SELECT lower(email) AS word, id FROM contacts WHERE lower(email) = ANY($1)
       UNION SELECT normal, contact_id FROM contact_points WHERE kind IN ('phone', 'e-mail') AND normal = ANY($1) AND contact_id IS NOT NULL) w
     JOIN contacts c ON c.id = w.id AND c.merged_into IS NULL AND c.erased_at IS NULL GROUP BY 1 HAVING count(DISTINCT w.id) = 1`,
    [rows.flatMap(wordsOf)],
  );
  const byWord = new Map(found.map(({ word, id }) => [word, id]));
  return (row) => wordsOf(row).flatMap((word) => byWord.get(word) ?? [])[0] ?? null;
}

interface RecordFound {
  id: string;
  accountId: string | null;
  contactId: string | null;
}

/** Leads and sales by the key that this source gave them, or by their number. */
async function recordsOf(
  { client, plan, sight }: FileBatch,
  rows: readonly RowValues[],
): Promise<Map<string, RecordFound>> {
  const words = [...new Set(rows.map((row) => textOf(row, 'record')).filter(Boolean))];
  const of = (table: string) =>
    `SELECT w.word, r.id, r.account_id AS "accountId", r.contact_id AS "contactId" FROM unnest($1::text[], $2::text[]) AS w(word, key)
     JOIN ${table} r ON r.external_key = w.key OR r.number::text = ltrim(w.word, '#№ ') JOIN process_instances i ON i.id = r.id
     WHERE $3::uuid[] IS NULL OR i.owner_id = ANY($3) OR r.created_by = $4`;
  const { rows: found } = await client.query<RecordFound & { word: string }>(
    `${of('sales')} UNION ALL ${of('leads')}`,
    [words, words.map((word) => `${plan.source}:${word}`), sight.owners, sight.personId],
  );
  return new Map([...found].reverse().map(({ word, ...record }) => [word, record]));
}
