import { v7 as newId } from 'uuid';
import { createVersions } from '../../src/crm';
import { type Definition, type Fields, isClosedState, SYSTEM } from '../../src/process';
import type { Calendar } from '../../src/process/time/calendar';
import { epochDayOf, localDateAt } from '../../src/process/time/local-date';
import { endOfDay } from '../../src/process/time/working-time';
import { createPast, PastRefused } from '../bulk/past-instance';
import { type MadeHistory, writeHistories } from '../bulk/write-histories';
import { calendarFor, type Reference } from '../reference';
import type { Mapping } from './mapping';
import { rejection } from './note';
import { readSale, type SalePlan } from './read-sale';
import { type Batch, externalKey, idsByKey, type RowResult, rejected, type WaitingRow } from './row-result';
import { readContext } from './sale-context';

interface Process {
  versionId: string;
  definition: Definition;
  calendar: Calendar;
  reference: Reference;
}

/** Makes sales of rows: their past is lived through the machine, their deadlines that fell due tell nobody. */
export async function importSalesRows(
  batch: Batch,
  rows: readonly WaitingRow[],
  reference: Reference,
): Promise<RowResult[]> {
  const { results, made } = await planSalesRows(batch, rows, reference);
  await writeHistories(batch.client, made, { reference, notices: 'none' });
  return results;
}

/** What rows of sales would come to, with the histories that would be written. */
export async function planSalesRows(
  batch: Batch,
  rows: readonly WaitingRow[],
  reference: Reference,
): Promise<{ results: RowResult[]; made: MadeHistory[] }> {
  const { client, mapping } = batch;
  const process = await readProcess(batch, reference);
  const context = await readContext(batch, rows, process);
  const keyOf = (row: WaitingRow) => externalKey(mapping, row.key);
  const there = await idsByKey(client, 'sales', rows.map(keyOf));
  const made: MadeHistory[] = [];
  const results = rows.map((row): RowResult => {
    const present = there.get(keyOf(row));
    if (present) return { row: row.row, result: 'present', entityId: present, notes: row.notes };
    const { plan, notes } = readSale(row.raw, context);
    if (!plan) return rejected(row, notes);
    try {
      const history = historyOf(plan, process, batch);
      made.push(history);
      const entityId = history.past.instance.instanceId;
      return { row: row.row, result: 'imported', entityId, notes: [...row.notes, ...notes] };
    } catch (error) {
      if (!(error instanceof PastRefused)) throw error;
      return rejected(row, [...notes, rejection('RefusedByProcess', 'stage', plan.path.at(-1) ?? '', error.message)]);
    }
  });
  return { results, made };
}

async function readProcess({ client, mapping }: Batch, reference: Reference): Promise<Process> {
  const found = await createVersions(client).current(mapping.sales.process);
  if (!found) throw new Error(`The process "${mapping.sales.process}" is in no table.`);
  // Hours of a file's days are the company's: where owners have calendars of their own, those of the office.
  const calendar = calendarFor(reference, found.definition, '');
  return { versionId: found.id, definition: found.definition, calendar, reference };
}

const HOUR_MS = 60 * 60 * 1000;
/** A file knows days only: a sale starts at nine in the morning, and is closed at six in the evening. */
const STARTS_AT_MS = 9 * HOUR_MS;
const CLOSES_BEFORE_MIDNIGHT_MS = 6 * HOUR_MS;

function historyOf(plan: SalePlan, { versionId, definition, calendar, reference }: Process, batch: Batch): MadeHistory {
  const { mapping, importAt } = batch;
  const instance = { instanceId: newId(), kind: 'sale', versionId, definition } as const;
  const past = createPast(instance, { reference, newId: () => newId() });
  const startAt = plan.startedOn === null ? importAt : Math.min(importAt, morningOf(calendar, plan.startedOn));
  const { early, late } = inTime(plan, mapping);
  past.ask(startAt, SYSTEM, { type: 'start', owner: plan.ownerId, fields: early });
  for (const state of plan.path.slice(1)) {
    if (!isClosedState(state)) {
      past.ask(startAt, SYSTEM, { type: 'move', to: state });
      continue;
    }
    const evening =
      plan.closedOn === null ? importAt : endOfDay(calendar, plan.closedOn) + 1 - CLOSES_BEFORE_MIDNIGHT_MS;
    const outcome = state.slice('closed.'.length);
    past.ask(Math.min(importAt, evening), SYSTEM, { type: 'close', outcome, fields: late });
  }
  // Limits that nobody had set then turned no light on a sale that is over; one that is open shows what is due now.
  if (past.snapshot().closedAt === null) past.passUntil(importAt);
  const { title, accountId, productId } = plan;
  const words = { title, accountId, productId, source: 'import', externalKey: externalKey(mapping, plan.key) };
  return { past, words, createdBy: null };
}

const morningOf = (calendar: Calendar, day: string): number =>
  endOfDay(calendar, localDateAt(epochDayOf(day) - 1)) + 1 + STARTS_AT_MS;

/** What a closed sale came to is known when it is closed; everything else from the start. */
function inTime({ fields, path }: SalePlan, { sales }: Mapping): { early: Fields; late: Fields } {
  const known = Object.entries(fields).filter(([, value]) => value !== null);
  const isLate = ([field]: [string, unknown]) =>
    isClosedState(path.at(-1) ?? '') && ['amount', 'reason', 'closedOn'].includes(sales.fields[field] ?? '');
  return {
    early: Object.fromEntries(known.filter((one) => !isLate(one))),
    late: Object.fromEntries(known.filter(isLate)),
  };
}
