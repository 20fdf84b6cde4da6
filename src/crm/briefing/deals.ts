import type { Pool } from 'pg';
import type { Bind } from '../../access';
import { FOREVER, type Instant, type Kind, lightsOf, type Task } from '../../process';
import { stateName, taskName } from '../../process/outlook-names';
import type { LeadWords, SaleWords } from '../instance-sql';
import { type Card, readInstance } from '../read-instance';
import { lightOf } from '../standing';
import { processesOf, type StoryOf } from '../story-sql';
import type { Versions } from '../versions';
import type { BriefedDeal, BriefedTask, Promised } from './facts';

/** How many open leads and sales a briefing shows: more would not be read before a call. */
const SHOWN = 6;

type Source = { pool: Pool; versions: Versions };

/** A client's open leads and sales that somebody sees, by what is due first; the one that is named comes first, open or not. */
export async function briefedDeals(
  source: Source,
  of: StoryOf | null,
  first: { kind: Kind; id: string } | null,
  now: Instant,
): Promise<BriefedDeal[]> {
  const others = of ? await openOf(source.pool, of) : [];
  const ids = [...(first ? [first] : []), ...others.filter(({ id }) => id !== first?.id)].slice(0, SHOWN);
  const cards = await Promise.all(ids.map(({ kind, id }) => readInstance(source, kind, id)));
  return cards.flatMap((card) => (card ? [dealOf(card, now)] : []));
}

async function openOf(pool: Pool, of: StoryOf): Promise<{ kind: Kind; id: string }[]> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const open = (kind: Kind) => `SELECT i.id, i.kind, i.due_at, i.started_at ${processesOf(of, kind, bind)} AND i.open`;
  const { rows } = await pool.query<{ kind: Kind; id: string }>(
    `SELECT id, kind FROM (${open('sale')} UNION ALL ${open('lead')}) x
     ORDER BY due_at NULLS LAST, started_at, id LIMIT ${bind(SHOWN)}`,
    values,
  );
  return rows;
}

const nameOf = (words: SaleWords | LeadWords): string => ('title' in words ? words.title : words.topic);

/** A lead or sale as a briefing tells it. */
export function dealOf(card: Card, now: Instant): BriefedDeal {
  const { id, kind, version, standing, snapshot, words, names } = card;
  const { definition } = version;
  const stage = definition.stages[standing.state];
  const lead = 'topic' in words ? words : null;
  return {
    ...{ id, kind, number: words.number, name: nameOf(words), process: definition.name, open: standing.open },
    stage: { key: standing.state, name: stateName(definition, standing.state) },
    light: lightOf(standing, now),
    turn: stage?.clock ?? null,
    signal: standing.open ? lightsOf(definition, snapshot, now).deal : null,
    owner: { id: snapshot.owner, name: names[snapshot.owner] ?? '' },
    product: words.product,
    amount: standing.amount ?? lead?.estimateAmount ?? null,
    ...{ probabilityPct: standing.probabilityPct, decisionDate: standing.decisionDate, dueAt: standing.dueAt },
    waitUntil: standing.waitUntil === FOREVER ? null : standing.waitUntil,
    waitReason: snapshot.wait && (card.waitReason ?? snapshot.wait.reason),
    ...{ need: lead?.need ?? null, plans: lead?.plans ?? null, guidance: stage?.guidance ?? null },
    tasks: snapshot.tasks.filter(({ status }) => status === 'open').map((task) => taskOf(card, task, now)),
  };
}

function taskOf({ version, titles, names }: Card, task: Task, now: Instant): BriefedTask {
  const { definition } = version;
  const { id, assignee, clock } = task;
  const outcomes = definition.stages[task.stage]?.tasks[task.task ?? '']?.outcomes ?? {};
  const instants = { dueSoonAt: null, dueAt: null, escalateAt: null, ...clock, open: true, waitUntil: null };
  return {
    id,
    name: taskName({ definition, titles }, task),
    holder: assignee === null ? null : { id: assignee, name: names[assignee] ?? '' },
    dueAt: instants.dueAt,
    light: lightOf(instants, now),
    outcomes: Object.values(outcomes).map(({ name }) => name),
  };
}

/** What the tasks of these deals promise. */
export const promisedTasks = (deals: readonly BriefedDeal[]): Promised[] =>
  deals.flatMap(({ id, kind, number, name, tasks }) =>
    tasks.map(
      (task): Promised => ({
        what: 'task',
        name: task.name,
        kind: null,
        at: task.dueAt,
        light: task.light,
        who: task.holder,
        deal: { id, kind, number, name },
      }),
    ),
  );
