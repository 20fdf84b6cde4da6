import { type DuplicateEntity, type Likeliest, likeliest, type RecordWords, seenAmong } from '../../../src/crm';
import { type Note, rejection } from '../note';
import type { FileBatch, RowPlan } from './batch';
import type { Match } from './match';
import { listOf, type RowValues, textOf } from './read-row';

/** A record that a row is very like, and whether whoever imports may see it. */
export type Double = Likeliest & { kind: DuplicateEntity; seen: boolean };
/** By the number of the row. */
export type Doubles = ReadonlyMap<number, Double>;

/**
 * For rows that no key finds: the record that each is most likely the same as, which is noted on the row. What this import itself has made
 * does not count: which of its rows are looked at together must make no difference.
 */
export async function findDoubles(
  batch: FileBatch,
  kind: DuplicateEntity,
  rows: readonly RowValues[],
): Promise<Doubles> {
  // Where only what is there is changed, and never by likeness, nobody is looked for.
  if (batch.plan.mode === 'update' && batch.plan.doubles !== 'update') return new Map();
  const asked = rows.flatMap((row) => {
    const words = wordsOf(kind, row, batch);
    return words.names.length > 0 || words.person !== null ? [{ row, words }] : [];
  });
  if (asked.length === 0) return new Map();
  const found = await likeliest(
    batch.client,
    kind,
    asked.map(({ words }) => words),
    (ids) => madeBy(batch, ids),
  );
  const records = [...found.values()].map(({ id }) => ({ id, kind }));
  const seen = await seenAmong(batch.client, records, batch.sight);
  const doubles = new Map<number, Double>();
  for (const [n, one] of found) {
    const row = asked[n]?.row;
    if (!row) continue;
    const double = { ...one, kind, seen: seen.has(one.id) };
    row.notes.push(doubleNote(double, batch));
    doubles.set(row.row.row, double);
  }
  return doubles;
}

async function madeBy({ client, importId }: FileBatch, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT entity_id AS id FROM import_rows WHERE entity_id = ANY($2) AND import_id = $1 AND result = 'imported'`,
    [importId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

function wordsOf(kind: DuplicateEntity, row: RowValues, { plan, catalogues }: FileBatch): Omit<RecordWords, 'kind'> {
  const some = (...targets: string[]) => targets.map((target) => textOf(row, target)).filter(Boolean);
  const [region = ''] = some('region');
  const [country = plan.country ?? null] = some('country');
  return {
    names: kind === 'contact' ? [] : some(...(kind === 'account' ? ['name', 'legalName'] : ['organisation'])),
    person: some(kind === 'contact' ? 'name' : 'personName')[0] ?? null,
    organisations: some(kind === 'contact' ? 'account' : 'organisation'),
    emails: listOf(row, 'email', 'email2'),
    phones: listOf(row, 'phone', 'phone2', 'phone3'),
    sites: some('website'),
    taxNumber: some('taxNumber')[0] ?? null,
    country,
    region: (catalogues.get('region')?.get(region.toLowerCase()) ?? region) || null,
  };
}

const DONE = { create: 'made', skip: 'ignored', update: 'mapped' } as const satisfies Record<string, Note['done']>;

/** What is said of a row that is very like a record. */
const doubleNote = ({ kind, id, score, reasons }: Double, { plan }: FileBatch): Note => ({
  code: 'LikelyDouble',
  field: '',
  value: '',
  done: DONE[plan.doubles],
  used: `${Math.floor(score * 100)} %`,
  like: { kind, id, score, reasons: reasons.map(({ code, field, weight }) => ({ code, field, weight })) },
});

/** The record that a row is taken for, where the mapping says so. One that whoever imports does not see is never changed. */
export const takenFor = ({ plan }: FileBatch, double: Double | undefined): Match =>
  !double || plan.doubles !== 'update' ? null : double.seen ? { id: double.id } : { refused: 'NotYours' };

/** What becomes of a row that is left out because it is very like a record; null where it is not left out. */
export const leftOut = (row: RowValues, double: Double | undefined, { plan }: FileBatch): RowPlan | null =>
  !double || plan.doubles !== 'skip'
    ? null
    : {
        row: row.row.row,
        action: 'present',
        entityId: double.seen ? double.id : null,
        changes: {},
        notes: row.notes,
      };

/** Of rows that would change the same record the first one counts: what the others say was held against what it was before. */
export function rejectSecond(row: RowValues, id: string, changed: Map<string, number>): boolean {
  const earlier = changed.get(id);
  if (earlier === undefined) changed.set(id, row.row.row);
  else row.notes.push(rejection('MatchedTwice', 'key', '', `row ${earlier}`));
  return earlier !== undefined;
}
