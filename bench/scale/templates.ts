import type { ClientBase } from 'pg';
import { v7 as newId } from 'uuid';
import { type Cell, copyRows } from '../../activities/bulk/copy-rows';
import { createPast, type PastInstance } from '../../activities/bulk/past-instance';
import { writeHistories } from '../../activities/bulk/write-histories';
import type { DecisionRecord } from '../../activities/decision-record';
import { createReferenceSource, type Reference } from '../../activities/reference';
import { createDice, type Dice } from '../../activities/sample/dice';
import { createVersions } from '../../src/crm';
import type { Pool } from '../../src/platform/database';
import { inTransaction } from '../../src/platform/in-transaction';
import { type Definition, type Instant, isClosedState } from '../../src/process';
import { type Company, STEP, TEAMS } from './company';
import { type Mould, mouldOf } from './places';
import { walk } from './walk';

const WEEK_MS = 7 * 24 * 3_600_000;
/** They live within so many weeks. */
const WEEKS = 40;
const BATCH = 250;
const SEED = 20_260_701;
/** Of a hundred sales so many are on each process; the newest version of the standard sale has most. */
const SHARES = {
  'standard-sale@2': 40,
  'standard-sale@1': 25,
  'four-stages@1': 20,
  'calls-meeting-contract@1': 15,
} as const;
/** Of a hundred sales so many are open. */
const OPEN = 25;

/** A whole company with its past, or open sales of one process, many of them one rep's. */
export type Shape = 'company' | 'page';

export interface Version {
  id: string;
  name: string;
  definition: Definition;
}

/** Makes so many templates of sales and of leads, and writes them as an import does: with all triggers, which keep what reports read. Gives their events as moulds. */
export async function writeTemplates(
  pool: Pool,
  company: Company,
  { sales, leads, shape, now }: { sales: number; leads: number; shape: Shape; now: Instant },
): Promise<ReadonlyMap<string, Mould>> {
  const versions = await versionsOf(pool);
  const dice = createDice(SEED);
  const reference = await createReferenceSource(pool).current();
  const maker = { dice, reference, company, now, apart: shape === 'page' ? STEP : 1 };
  await pool.query(TABLES);
  const moulds = new Map<string, Mould>();
  const wanted = shape === 'page' ? [{ name: 'standard-sale@2', open: true, count: sales }] : wantedOf(sales, leads);
  for (const { name, open, count } of wanted) {
    const version = versions.find((one) => one.name === name);
    if (!version) throw new Error(`There is no ${name}.`);
    for (let left = count; left > 0; left -= BATCH) {
      const made = Array.from({ length: Math.min(BATCH, left) }, () => made1(maker, version, open));
      const kept = await inTransaction(pool, (client) => keep(client, made, company, reference));
      for (const [id, mould] of kept) moulds.set(id, mould);
    }
  }
  return moulds;
}

function wantedOf(sales: number, leads: number) {
  const ofSales = Object.entries(SHARES).flatMap(([name, share]) => [
    { name, open: true, count: Math.round((sales * share * OPEN) / 10_000) },
    { name, open: false, count: Math.round((sales * share * (100 - OPEN)) / 10_000) },
  ]);
  return [...ofSales, { name: 'standard-lead@1', open: true, count: Math.round(leads) }];
}

async function versionsOf(pool: Pool): Promise<Version[]> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    `SELECT id, key || '@' || version AS name FROM process_versions`,
  );
  const known = await createVersions(pool).all(rows.map(({ id }) => id));
  return rows.flatMap((row) => {
    const version = known.get(row.id);
    return version ? [{ ...row, definition: version.definition }] : [];
  });
}

interface Maker {
  dice: Dice;
  reference: Reference;
  company: Company;
  now: Instant;
  /** Only every so many-th rep has templates, so that copies of them may be any such rep's. */
  apart: number;
}

/** One that came to be open, or closed, as is wanted: others are thrown away. */
function made1(
  { dice, reference, company, now, apart }: Maker,
  { id: versionId, definition }: Version,
  open: boolean,
): PastInstance {
  for (;;) {
    const nth = apart * dice.between(0, company.reps.length / apart - 1);
    const owner = company.reps[nth] ?? '';
    const colleague = company.reps[(nth + STEP * dice.between(1, 9)) % company.reps.length] ?? owner;
    const manager = company.managers[nth % TEAMS] ?? owner;
    const calendar = reference.calendars.get(reference.people.calendarOf(owner));
    if (!calendar) throw new Error('A rep has no calendar.');
    const from = now - dice.between(1, open && dice.chance(70) ? (WEEKS * WEEK_MS) / 4 : WEEKS * WEEK_MS);
    const instance = { instanceId: newId({ msecs: from }), kind: definition.kind, versionId, definition };
    const past = createPast(instance, { reference, newId: (at) => newId({ msecs: at }) });
    const currency = dice.pick(['RUB', 'RUB', 'RUB', 'EUR', 'USD']);
    walk(past, definition, { dice, calendar, owner, manager, colleague, currency, from, now });
    if (isClosedState(past.snapshot().state) !== open) return past;
  }
}

const TABLES = `
  CREATE UNLOGGED TABLE bench_templates (id uuid PRIMARY KEY, kind text NOT NULL, open boolean NOT NULL, n serial);
  CREATE UNLOGGED TABLE bench_amounts (template_id uuid NOT NULL, seq int NOT NULL, minor bigint, currency char(3), PRIMARY KEY (template_id, seq))`;

/** Writes templates, and keeps their events as moulds. */
async function keep(
  client: ClientBase,
  made: readonly PastInstance[],
  company: Company,
  reference: Reference,
): Promise<[string, Mould][]> {
  const histories = made.map((past) => ({
    past,
    words: { title: 'A template', topic: 'A template' },
    createdBy: null,
  }));
  await writeHistories(client, histories, { reference, notices: 'none' });
  const rows = made.map(({ instance, snapshot }) => [
    instance.instanceId,
    instance.kind,
    !isClosedState(snapshot().state),
  ]);
  await copyRows(client, 'bench_templates', ['id', 'kind', 'open'], rows);
  const amounts = made.flatMap((past) => past.decisions().map(amountOf));
  await copyRows(client, 'bench_amounts', ['template_id', 'seq', 'minor', 'currency'], amounts);
  return made.map((past): [string, Mould] => {
    const { instanceId, versionId } = past.instance;
    return [instanceId, mouldOf(past.decisions().map(lineOf).join(''), company, new Set([versionId]))];
  });
}

function amountOf({ instanceId, seq, snapshot }: DecisionRecord): Cell[] {
  const amount = snapshot.fields.amount as { minor: number; currency: string } | null | undefined;
  return [instanceId, seq, amount?.minor, amount?.currency];
}

/** As `writeHistories` writes events, and when they came. */
export const EVENT =
  'instance_id, seq, command_id, type, at, actor_id, from_state, to_state, command, facts, snapshot, recorded_at';
const lineOf = (d: DecisionRecord): string => {
  const at = new Date(d.at).toISOString();
  const words = [d.instanceId, d.seq, d.commandId, d.type, at, d.actorId, d.from ?? '\\N', d.snapshot.state];
  const told = [d.command, d.facts, d.snapshot].map((part) => JSON.stringify(part).replaceAll('\\', '\\\\'));
  return `${[...words, ...told, at].join('\t')}\n`;
};
