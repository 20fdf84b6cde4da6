import { v5 as derivedId } from 'uuid';
import type { Act, Kind, Task } from '../../process';
import type { Mover, Outcome, Work } from './perform';
import type { Asker } from './store';

/** The one door to leads and sales, as far as a handover uses it. */
export type Door = (command: {
  key: string;
  route: string;
  body: unknown;
  kind: Kind;
  instanceId: string;
  actor: Asker;
  act: Act;
  ofAny: boolean;
  expectedSeq?: number;
}) => Promise<Said>;

type Said =
  | { became: 'applied'; answer: { seq: number } }
  | { became: 'refused'; refusal: { code: string } }
  | { became: 'received' | 'no such instance' | 'key reused' }
  | { became: 'failed'; incident: string };

interface Deal {
  kind: Kind;
  ownerId: string;
  seq: number;
  open: boolean;
  tasks: Task[];
  /** The decision by which this handover has moved it, where it was cut short after that. */
  moved: number | null;
}

const routeOf = ({ handoverId, way }: Work): string => `handover ${handoverId} ${way}`;

async function readDeal({ pool }: Mover, work: Work, instanceId: string): Promise<Deal | null> {
  const { rows } = await pool.query<Deal>(
    `SELECT i.kind, i.owner_id AS "ownerId", i.seq, i.open, i.snapshot -> 'tasks' AS tasks,
       (SELECT (c.answer ->> 'seq')::int FROM commands c WHERE c.instance_id = i.id AND c.type = 'reassign' AND c.route = $2
          AND c.status = 'applied' LIMIT 1) AS moved
     FROM process_instances i WHERE i.id = $1`,
    [instanceId, routeOf(work)],
  );
  return rows[0] ?? null;
}

/**
 * Gives a deal to its new owner, and with it the tasks that the old one holds there by any other rule than being its owner. Who
 * asks for what is theirs asks as themselves; a right over somebody else's was found before.
 */
export async function moveDeal(mover: Mover, work: Work, kind: Kind): Promise<Outcome> {
  const deal = await readDeal(mover, work, work.id);
  if (!deal) return { result: 'closed' };
  if (deal.moved === null) {
    if (!deal.open) return { result: 'closed' };
    if (deal.ownerId !== work.from) return { result: deal.ownerId === work.to ? 'there already' : 'others have it' };
  }
  const seq = deal.moved ?? (await reassign(mover, work, { ...deal, kind }));
  if (typeof seq !== 'number') return seq;
  const tasks = await moveTasks(mover, work, kind);
  return Array.isArray(tasks) ? { result: 'moved', seq, tasks } : tasks;
}

async function reassign(mover: Mover, work: Work, { kind, seq }: Deal): Promise<number | Outcome> {
  // The decision is part of the key: what was refused because somebody was quicker is asked anew.
  const said = await ask(mover, work, {
    kind,
    instanceId: work.id,
    name: `${work.id} ${seq}`,
    act: { type: 'reassign', owner: work.to },
    expectedSeq: seq,
  });
  return said.became === 'applied' ? said.answer.seq : outcomeOf(said);
}

/**
 * Back go those that went there by themselves, if they are still held; there goes what the old owner still holds. Gives all that this
 * handover has moved here, also before it was cut short.
 */
async function moveTasks(mover: Mover, work: Work, kind: Kind): Promise<string[] | Outcome> {
  const deal = await readDeal(mover, work, work.id);
  const held = (deal?.tasks ?? []).filter(({ status, assignee }) => status === 'open' && assignee === work.from);
  const those = work.way === 'there' ? held : held.filter(({ key }) => work.tasks.includes(key));
  for (const { key } of those) {
    const said = await delegate(mover, work, { kind, instanceId: work.id, task: key });
    if (said.became === 'received') return { result: 'again' };
  }
  return tasksMoved(mover, work);
}

async function tasksMoved({ pool }: Mover, work: Work): Promise<string[]> {
  const { rows } = await pool.query<{ task: string }>(
    `SELECT command ->> 'task' AS task FROM commands WHERE instance_id = $1 AND route = $2 AND type = 'delegate' AND status = 'applied' ORDER BY 1`,
    [work.id, routeOf(work)],
  );
  return rows.map(({ task }) => task);
}

/** Gives a task that somebody holds in another's deal to whoever stands in for them. */
export async function moveTask(mover: Mover, work: Work): Promise<Outcome> {
  const { rows } = await mover.pool.query<{
    key: string;
    instanceId: string;
    kind: Kind;
    open: boolean;
    holder: string | null;
  }>(
    `SELECT t.key, t.instance_id AS "instanceId", i.kind, t.status = 'open' AS open, t.assignee_id AS holder
     FROM tasks t JOIN process_instances i ON i.id = t.instance_id WHERE t.id = $1`,
    [work.id],
  );
  const [task] = rows;
  if (!task?.open) return { result: 'closed' };
  if (task.holder !== work.from && task.holder !== work.to) return { result: 'others have it' };
  const { kind, instanceId, key } = task;
  const said = await delegate(mover, work, { kind, instanceId, task: key });
  return said.became === 'applied' ? { result: 'moved' } : outcomeOf(said);
}

const delegate = (
  mover: Mover,
  work: Work,
  { kind, instanceId, task }: { kind: Kind; instanceId: string; task: string },
): Promise<Said> =>
  ask(mover, work, { kind, instanceId, name: `${instanceId} ${task}`, act: { type: 'delegate', task, to: work.to } });

interface Asked {
  kind: Kind;
  instanceId: string;
  /** What of this handover is asked: with it the key is made. */
  name: string;
  act: Act;
  expectedSeq?: number;
}

function ask({ door }: Mover, work: Work, { name, ...asked }: Asked): Promise<Said> {
  const { handoverId, way, asked: actor, from } = work;
  return door({
    ...asked,
    key: derivedId(`${way} ${name}`, handoverId),
    route: routeOf(work),
    body: { handover: handoverId },
    actor,
    ofAny: actor.id !== from,
  });
}

function outcomeOf(said: Exclude<Said, { became: 'applied' }>): Outcome {
  switch (said.became) {
    case 'refused':
      if (said.refusal.code === 'NothingToDo') return { result: 'there already' };
      return said.refusal.code === 'Stale' ? { result: 'again' } : { result: 'refused', reason: said.refusal.code };
    case 'received':
      return { result: 'again' };
    case 'failed':
      return { result: 'failed', reason: `EngineFault ${said.incident}` };
    default:
      return { result: 'failed', reason: said.became };
  }
}
