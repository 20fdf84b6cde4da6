import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { createStartRetimings } from '../../src/commands';
import { listCalendars, movedBy, publishCalendarText, type Retiming, readRetiming } from '../../src/crm';
import { readCalendar } from '../../src/platform/calendars';
import type { Clock, Definition, Snapshot } from '../../src/process';
import { readDefinition } from '../../src/process/language/read-definition';
import type { Calendar } from '../../src/process/time/calendar';
import { clockInstants } from '../../src/process/time/resolve';
import type { Engine } from './engine';
import { temporalClient } from './temporal';

const ROOT = join(__dirname, '..', '..');

/** A name of a test's own: the workflow of a retiming is named after its calendar, and all tests share one Temporal server. */
export const calendarKey = (name: string): string => `${name}-${newId().slice(-8)}`;

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** The text of a calendar that works every day, so that whatever day a test runs on, its days are alike. */
export const calendarText = (
  key: string,
  exceptions: Record<string, string> = {},
  hours = '09:00-13:00, 14:00-18:00',
) => `
calendar: ${key}
name: { en: Plant, ru: Завод }
zone: Europe/Berlin
full day: 8 hours
week: { ${DAYS.map((day) => `${day}: "${hours}"`).join(', ')} }
exceptions: ${JSON.stringify(exceptions)}
`;

/** What a test of retiming does with an engine. */
export interface Retimings {
  publish(text: string): Promise<void>;
  /** A version of a text that counts in another calendar; put there as it is, whatever roles and teams there are. */
  processOn(file: string, calendar: string): Promise<{ versionId: string; definition: Definition }>;
  /** Starts what waits, and lets this one run to its end. */
  run(retiming: Retiming | null): Promise<Retiming>;
  /** The people's retiming that was left last. */
  newest(): Promise<Retiming | null>;
  /** The whole list of what moved, page by page: by instance, each move as one line. */
  listOf(retiming: Retiming): Promise<Record<string, string[]>>;
  calendarNamed(key: string): Promise<Calendar>;
}

export function retimingsOf(engine: Engine): Retimings {
  const { pool, apiPool, taskQueue, cast } = engine;
  const processes = new Map<string, { versionId: string; definition: Definition }>();

  async function processOn(file: string, calendar: string): Promise<{ versionId: string; definition: Definition }> {
    const text = readFileSync(join(ROOT, file), 'utf8').replace(
      /^calendar: .*$/m,
      `calendar: ${JSON.stringify(calendar)}`,
    );
    const known = processes.get(text);
    if (known) return known;
    const { definition } = readDefinition(text, {}, { proven: true });
    if (!definition) throw new Error(`${file} is refused`);
    const versionId = newId();
    await pool.query(
      `INSERT INTO process_versions (id, key, version, kind, hash, definition, source)
       SELECT $1::uuid, $2::text, coalesce(max(version), 0) + 1, 'sale', $1::uuid::text, $3, $4 FROM process_versions WHERE key = $2`,
      [versionId, definition.key, JSON.stringify(definition), text],
    );
    processes.set(text, { versionId, definition });
    return { versionId, definition };
  }

  async function run(retiming: Retiming | null): Promise<Retiming> {
    if (!retiming) throw new Error('There is no retiming.');
    const client = await temporalClient();
    await createStartRetimings({ pool: apiPool, client, taskQueue })();
    const { id, calendar, version } = retiming;
    const name = calendar === null ? `retime-people-${id}` : `retime-${calendar}-${version}`;
    await client.workflow.getHandle(name).result();
    if ((await readRetiming(pool, id))?.finishedAt == null) throw new Error(`${name} did not finish its work.`);
    return retiming;
  }

  async function newest(): Promise<Retiming | null> {
    const { rows } = await pool.query<{ id: string }>(
      'SELECT id FROM retimings WHERE calendar_key IS NULL ORDER BY created_at DESC LIMIT 1',
    );
    return rows[0] ? readRetiming(pool, rows[0].id) : null;
  }

  async function listOf({ id }: Retiming): Promise<Record<string, string[]>> {
    const lines: Record<string, string[]> = {};
    let cursor: string | undefined;
    do {
      const page = await movedBy(apiPool, id, { limit: 37, cursor }, Date.now());
      for (const { instance, moves, owner } of page.items) {
        if (!owner) throw new Error(`${instance.name} has no owner.`);
        lines[instance.id] = moves.map(({ subject, kind, from, to }) => `${subject} ${kind} ${from} ${to}`).sort();
      }
      cursor = page.next ?? undefined;
    } while (cursor);
    return lines;
  }

  async function calendarNamed(key: string): Promise<Calendar> {
    const found = (await listCalendars(pool)).find((one) => one.key === key);
    if (!found) throw new Error(`No calendar ${key}`);
    return readCalendar(found);
  }

  async function publish(text: string): Promise<void> {
    const published = await publishCalendarText(apiPool, text, { author: cast.manager });
    if (published.became !== 'published' || !published.made) throw new Error(JSON.stringify(published));
  }

  return { publish, processOn, run, newest, listOf, calendarNamed };
}

/**
 * What has to move, from the row alone: every clock that runs, and the plan, resolved anew one by one. Each as the line that
 * the list has for it.
 */
export function recomputed(snapshot: Snapshot, definition: Definition, calendar: Calendar): string[] {
  const lines: string[] = [];
  const put = (subject: string, kind: string, from: number | null, to: number | null) => {
    if (from !== to) lines.push(`${subject} ${kind} ${from} ${to}`);
  };
  const clock = (subject: string, one: Clock | null | undefined) => {
    if (!one || one.paused) return;
    const is = clockInstants(one, snapshot.fields, calendar);
    put(subject, 'due soon', one.dueSoonAt, is.dueSoonAt);
    put(subject, 'overdue', one.dueAt, is.dueAt);
    put(subject, 'escalate', one.escalateAt, is.escalateAt);
    for (const [n, at] of (is.rungs ?? []).entries()) put(subject, `rung ${n + 1}`, one.rungs?.[n] ?? null, at);
  };
  clock('stage', snapshot.clock);
  clock('process', snapshot.processClock);
  for (const [key, branch] of Object.entries(snapshot.branches ?? {})) clock(`branch ${key}`, branch.clock);
  for (const task of snapshot.tasks) if (task.status === 'open') clock(task.key, task.clock);
  for (const [key, one] of Object.entries(snapshot.repeats ?? {}))
    put(`repeat ${key}`, 'repeat', one.dueAt, clockInstants(one, snapshot.fields, calendar).dueAt);
  const blank = {
    spentMs: 0,
    paused: false,
    dueSoonAt: null,
    dueAt: null,
    escalateAt: null,
    light: 'on time',
  } as const;
  const planned = (limit: NonNullable<Definition['limit']>) =>
    clockInstants({ ...blank, limit, from: snapshot.startedAt }, snapshot.fields, calendar).dueAt;
  if (definition.limit) put('process', 'planned', snapshot.plannedFor, planned(definition.limit));
  for (const [stage, at] of Object.entries(snapshot.plan ?? {})) {
    const span = definition.stages[stage]?.planned;
    if (span)
      put(`plan ${stage}`, 'planned', at, planned({ due: { by: 'span', span }, dueSoonPct: 100, escalateAfter: null }));
  }
  return lines.sort();
}
