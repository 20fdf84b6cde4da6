import { z } from 'zod';
import { isAbove, type Person, sightOf } from '../access';
import { type Card, readInstance, readSince, seesInstance, type TaskState, taskState } from '../crm';
import { type Act, type Actor, decide, type Fields, type FieldValue, type Instant, type Refusal } from '../process';
import { answersOf } from '../process/answers';
import { same } from '../process/same';
import { maskValue } from './closed';
import type { Context } from './context';
import { EventView, eventView } from './event-view';
import type { ProblemExtra } from './problem';
import { Ref, Text } from './schema';
import { stageName } from './stage-name';
import { valueOut } from './views';

/** How many decisions a stale sender is told of; the rest is in the history. */
const TOLD = 20;

export const Meanwhile = z
  .object({
    seq: z.number().meta({ description: 'Of the last decision: what to send next as expectedSeq' }),
    stage: z.object({ key: z.string(), name: Text }),
    events: z.array(EventView),
    more: z.boolean().meta({ description: 'There are later ones, in the history' }),
  })
  .meta({ id: 'Meanwhile', description: 'What has happened since the state that the sender looked at' });

export const StaleAnswer = z
  .object({
    applies: z.boolean().meta({ description: 'The same answer, sent with the new seq, says what its sender meant' }),
    task: z.object({
      status: z.enum(['open', 'done', 'cancelled', 'gone']),
      outcome: z.string().nullable(),
      holder: Ref.nullable(),
    }),
    outcome: z.enum(['now', 'with input', 'no', 'gone']).meta({ description: 'Whether it can still be given' }),
    missing: z.array(z.string()).meta({ description: 'Fields that it would still have to bring' }),
    fields: z.array(
      z.object({
        field: z.string(),
        state: z.enum(['as you saw it', 'changed', 'the same as yours', 'unknown']),
        yours: z.unknown(),
        now: z.unknown(),
      }),
    ),
  })
  .meta({ id: 'StaleAnswer', description: 'What of a stale answer to a task still applies' });

interface Refused {
  actor: Person;
  card: Card;
  wanted: { kind: Card['kind']; instanceId: string; act: Act; expectedSeq?: number };
  refusal: Refusal;
}

/**
 * What a refused sender should know beside the refusal: who holds the task, and where what they sent is stale, what has happened
 * since and what of their answer still applies. Told only to who sees the deal or holds a task of it.
 */
export async function movedOn(
  context: Context,
  { actor, card, wanted, refusal }: Refused,
): Promise<Pick<ProblemExtra, 'holder' | 'meanwhile' | 'answer'>> {
  const holder = refusal.until.map(({ params }) => params.holder).find((one) => typeof one === 'string');
  const held = holder === undefined ? {} : { holder: { id: holder, name: card.names[holder] ?? '' } };
  const { act, expectedSeq } = wanted;
  const told = refusal.code === 'Stale' && expectedSeq !== undefined ? await toldOf(context, actor, card) : 'nothing';
  if (told === 'nothing' || expectedSeq === undefined) return held;
  const events = await meanwhileOf(context, card, expectedSeq);
  const meanwhile = maskValue(Meanwhile, actor, told === 'all' ? events : withoutWords(events), card.kind);
  if (act.type !== 'complete') return { ...held, meanwhile };
  const seen = await readInstance(context, card.kind, card.id, { seq: expectedSeq });
  const task = await taskState(context.pool, card.id, act.task);
  const manages = actor.roles.includes('administrator') || (await isAbove(context.pool, actor.id, card.snapshot.owner));
  const { id, roles, teams } = actor;
  const asked = { act, actor: { id, roles, teams, manages }, now: context.clock.now() };
  const answer = staleAnswer(card, { seen: seen?.snapshot.fields ?? {}, task }, asked);
  return { ...held, meanwhile, answer: maskValue(StaleAnswer, actor, answer, card.kind) };
}

/** Who sees a deal is told all; who only holds a task of it, that it moved on, and by what. */
async function toldOf(
  { pool }: Context,
  actor: Person,
  { kind, id, snapshot }: Card,
): Promise<'all' | 'that it moved on' | 'nothing'> {
  if (await seesInstance(pool, await sightOf(pool, actor), kind, id)) return 'all';
  const holds = snapshot.tasks.some(({ status, assignee }) => status === 'open' && assignee === actor.id);
  return holds ? 'that it moved on' : 'nothing';
}

const withoutWords = ({ events, ...rest }: z.input<typeof Meanwhile>): z.input<typeof Meanwhile> => ({
  ...rest,
  events: events.map((event) => ({ ...event, asked: {}, fields: null, words: {} })),
});

async function meanwhileOf(
  { pool }: Context,
  { id, snapshot, version }: Card,
  since: number,
): Promise<z.input<typeof Meanwhile>> {
  const events = await readSince(pool, id, since, TOLD + 1);
  const { seq, state } = snapshot;
  return {
    seq,
    stage: { key: state, name: stageName(version.definition, state) },
    events: events.slice(0, TOLD).map(eventView),
    more: events.length > TOLD,
  };
}

type Complete = Extract<Act, { type: 'complete' }>;

/** Holds an answer that was made for an older state against the one that is there now. */
function staleAnswer(
  { snapshot, version }: Card,
  before: { seen: Fields; task: TaskState | null },
  { act, actor, now }: { act: Complete; actor: Actor; now: Instant },
): z.input<typeof StaleAnswer> {
  const { definition } = version;
  const task = snapshot.tasks.find(({ key, id, status }) => status === 'open' && (key === act.task || id === act.task));
  // Who may answer is told by `applies`; the outcome is looked at by itself.
  const answers = task ? answersOf(definition, snapshot, task, { ...actor, manages: true }, now) : [];
  const found = answers.find(({ outcome }) => outcome === act.outcome);
  const fields = Object.entries(act.fields ?? {}).map(([field, yours]) => {
    const here = snapshot.fields[field] ?? null;
    const state = stateOf(Object.hasOwn(definition.fields, field), { yours, here, was: before.seen[field] ?? null });
    return { field, state, yours: valueOut(yours), now: valueOut(here) };
  });
  const brought = new Set([...fields.map(({ field }) => field), ...(act.until === undefined ? [] : ['until'])]);
  const { refused } = decide(definition, snapshot, { id: '', actor, ...act }, now);
  const { status, outcome, holder } = before.task ?? { status: 'gone' as const, outcome: null, holder: null };
  return {
    applies: !refused && fields.every(({ state }) => state !== 'changed'),
    task: { status, outcome, holder },
    outcome: found?.can ?? 'gone',
    missing: (found?.missing ?? []).filter((field) => !brought.has(field)),
    fields,
  };
}

type FieldState = z.input<typeof StaleAnswer>['fields'][number]['state'];

function stateOf(known: boolean, { yours, here, was }: Record<'yours' | 'here' | 'was', FieldValue>): FieldState {
  if (!known) return 'unknown';
  if (same(yours, here)) return 'the same as yours';
  return same(here, was) ? 'as you saw it' : 'changed';
}
