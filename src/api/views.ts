import { z } from 'zod';
import {
  CARD_LIGHTS,
  type Card,
  daysToDecision,
  type InstanceRow,
  type LeadWords,
  lightOf,
  type SaleWords,
} from '../crm';
import { type Fields, type FieldValue, FOREVER, type Instant, lightsOf } from '../process';
import { daysOffPlan } from '../process/time/deviation';
import { BranchView, branchViews } from './branch-views';
import { DateOut, FieldsOut, isoOf, isoOrNull, MoneyOut, moneyOut, Ref, Text, Time } from './schema';
import { stageName } from './stage-name';
import {
  leadCardView,
  leadWords,
  leadWordsView,
  onLeadCard,
  onSaleCard,
  saleCardView,
  saleWords,
  saleWordsView,
} from './word-views';

/** What cards and lists of leads and sales have in common. */
const common = {
  id: z.uuid(),
  number: z.number().meta({ description: 'Short, for people to say' }),
  process: z.object({ key: z.string(), version: z.number(), name: Text }),
  stage: z.object({ key: z.string(), name: Text }).meta({ description: 'A stage, or the closing it is in' }),
  open: z.boolean(),
  result: z.enum(['won', 'lost', 'qualified', 'disqualified']).nullable(),
  owner: Ref,
  account: Ref.nullable(),
  contact: Ref.nullable(),
  source: z.string().nullable(),
  light: z.enum(CARD_LIGHTS).nullable().meta({ description: 'Null once it is closed' }),
  turn: z.enum(['ours', 'client']).nullable().meta({ description: 'Whose clock runs; null once it is closed' }),
  startedAt: Time,
  enteredAt: Time,
  timeInStageMs: z.number(),
  dueAt: Time.nullable(),
  waitUntil: Time.nullable().meta({ description: 'Null while it waits for an event only, and while it does not wait' }),
  plannedFor: Time.nullable(),
  deviationDays: z.number().nullable().meta({ description: 'Whole days off the plan; positive is late' }),
  closedAt: Time.nullable(),
  seq: z.number().meta({ description: 'Of the last decision; send it as expectedSeq' }),
  asOf: Time,
};

export const SaleRow = z
  .object({
    ...common,
    ...saleWords,
    amount: MoneyOut.nullable(),
    rating: z.string().nullable(),
    probabilityPct: z.number().nullable(),
    decisionDate: DateOut.nullable(),
    daysToDecision: z.number().nullable().meta({ description: 'While the client decides; negative once it is past' }),
  })
  .meta({ id: 'SaleRow' });

/** A lead has no probability and no place in the funnel. */
export const LeadRow = z
  .object({
    ...common,
    ...leadWords,
    rating: z.string().nullable(),
  })
  .meta({ id: 'LeadRow' });

const Queue = z.union([z.object({ role: z.string() }), z.object({ team: z.string() })]);

export const OpenTask = z
  .object({
    id: z.uuid(),
    key: z.string(),
    task: z.string().nullable(),
    name: Text,
    stage: z.string(),
    required: z.boolean(),
    assignee: Ref.nullable(),
    queue: Queue.nullable(),
    openedAt: Time,
    dueAt: Time.nullable(),
    light: z.enum(['on time', 'due soon', 'overdue', 'escalated']),
    outcomes: z.array(z.object({ key: z.string(), name: Text, asks: z.array(z.string()) })),
  })
  .meta({ id: 'OpenTask' });

const Signal = z.object({ light: z.enum(['red', 'yellow', 'green']), say: Text.nullable() });

const onCard = {
  fields: FieldsOut,
  branches: z.array(BranchView).meta({ description: 'What goes on side by side in the stage' }),
  signals: z.object({ deal: Signal.nullable(), tasks: z.record(z.string(), Signal), tactics: z.array(Signal) }).meta({
    description: "By the rules of its process: the deal's colour, those of tasks by key, what could be tried",
  }),
  plan: z
    .array(z.object({ stage: z.string(), at: Time.nullable() }))
    .meta({ description: 'When each stage is to be over' }),
  waitReason: z.string().nullable(),
  guidance: Text.nullable(),
  tasks: z.array(OpenTask),
};
export const SaleView = SaleRow.extend(onCard).extend(onSaleCard).meta({ id: 'Sale' });
export const LeadView = LeadRow.extend(onCard).extend(onLeadCard).meta({ id: 'Lead' });
export type SaleRowView = z.input<typeof SaleRow>;
export type LeadRowView = z.input<typeof LeadRow>;

const isSale = (words: SaleWords | LeadWords): words is SaleWords => 'title' in words;

/** A row of a list of leads or sales, as of an instant. */
export function rowView(row: Omit<InstanceRow, 'words'> & { words: SaleWords }, asOf: Instant): SaleRowView;
export function rowView(row: Omit<InstanceRow, 'words'> & { words: LeadWords }, asOf: Instant): LeadRowView;
export function rowView(row: InstanceRow, asOf: Instant): SaleRowView | LeadRowView;
export function rowView(row: InstanceRow, asOf: Instant): SaleRowView | LeadRowView {
  const shared = commonView(row, asOf);
  const { words, standing, version } = row;
  if (isSale(words)) {
    const { amount, probabilityPct, decisionDate } = standing;
    return {
      ...shared,
      ...saleWordsView(words),
      amount: amount && moneyOut(amount),
      rating: standing.rating,
      probabilityPct,
      decisionDate,
      daysToDecision: daysToDecision(standing, version.definition, asOf),
    };
  }
  return { ...shared, ...leadWordsView(words, standing.startedAt), rating: standing.rating };
}

function commonView({ id, version, standing, words, owner }: InstanceRow, asOf: Instant) {
  const { state, open, plannedFor, closedAt, enteredAt } = standing;
  const { definition } = version;
  return {
    id,
    number: words.number,
    process: { key: version.key, version: version.version, name: definition.name },
    stage: { key: state, name: stageName(definition, state) },
    open,
    result: standing.result as z.input<typeof SaleRow>['result'],
    owner: owner ?? { id: standing.ownerId, name: '' },
    account: words.account,
    contact: words.contact,
    source: words.source,
    light: lightOf(standing, asOf),
    turn: definition.stages[state]?.clock ?? null,
    startedAt: isoOf(standing.startedAt),
    enteredAt: isoOf(enteredAt),
    timeInStageMs: Math.max(0, (closedAt ?? asOf) - enteredAt),
    dueAt: isoOrNull(standing.dueAt),
    waitUntil: standing.waitUntil === FOREVER ? null : isoOrNull(standing.waitUntil),
    plannedFor: isoOrNull(plannedFor),
    deviationDays: plannedFor === null ? null : daysOffPlan({ plannedFor, closedAt }, asOf),
    closedAt: isoOrNull(closedAt),
    seq: standing.seq,
    asOf: isoOf(asOf),
  };
}

/** The card of one lead or sale, as of an instant. */
export function cardView(card: Card, asOf: Instant) {
  const { snapshot, version, names, waitReason } = card;
  const owner = { id: snapshot.owner, name: names[snapshot.owner] ?? '' };
  const row = rowView({ ...card, owner }, asOf);
  const tasks = snapshot.tasks.filter((task) => task.status === 'open').map((task) => taskView(card, task, asOf));
  return {
    ...row,
    fields: fieldsOut(snapshot.fields),
    branches: branchViews(card, asOf),
    signals: lightsOf(version.definition, snapshot, asOf),
    plan: Object.entries(snapshot.plan ?? {}).map(([stage, at]) => ({ stage, at: isoOrNull(at) })),
    waitReason: snapshot.wait && (waitReason ?? snapshot.wait.reason),
    guidance: version.definition.stages[snapshot.state]?.guidance ?? null,
    tasks,
    ...(card.kind === 'sale' ? saleCardView(card) : leadCardView(card)),
  } as z.input<typeof SaleView> | z.input<typeof LeadView>;
}

function taskView(card: Card, task: Card['snapshot']['tasks'][number], asOf: Instant): z.input<typeof OpenTask> {
  const definition = card.version.definition.stages[task.stage]?.tasks[task.task ?? ''];
  const outcomes = Object.entries(definition?.outcomes ?? { done: BY_HAND_DONE });
  const { id, key, assignee, queue, clock } = task;
  const instants = { dueSoonAt: null, dueAt: null, escalateAt: null, ...clock, open: true, waitUntil: null };
  return {
    id,
    key,
    task: task.task,
    name: definition?.name ?? named(card.titles[key] ?? key),
    stage: task.stage,
    required: definition?.required ?? false,
    assignee: assignee === null ? null : { id: assignee, name: card.names[assignee] ?? '' },
    queue,
    openedAt: isoOf(task.openedAt),
    dueAt: isoOrNull(instants.dueAt),
    light: lightOf(instants, asOf) as z.input<typeof OpenTask>['light'],
    outcomes: outcomes.map(([outcome, { name, ask, wait }]) => ({
      key: outcome,
      name,
      asks: wait ? [...ask, 'until'] : [...ask],
    })),
  };
}

const BY_HAND_DONE = { name: { en: 'Done', ru: 'Сделано' }, ask: [] as readonly string[], wait: false };
const named = (text: string) => ({ en: text, ru: text });

/** Field values as they go over HTTP. */
export const fieldsOut = (fields: Fields): z.input<typeof FieldsOut> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, valueOut(value)]));

/** One of them. */
export const valueOut = (value: FieldValue): z.input<typeof FieldsOut>[string] =>
  typeof value === 'object' && value !== null ? moneyOut(value) : value;
