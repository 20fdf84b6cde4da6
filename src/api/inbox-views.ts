import { z } from 'zod';
import { CARD_LIGHTS, type InboxRow, lightOf, standingOf, URGENCIES } from '../crm';
import { type Actor, END, FOREVER, type Instant, lightsOf } from '../process';
import { answersOf, type TaskAnswer } from '../process/answers';
import { Requirement, requirementsOut } from './offers';
import { isoOf, isoOrNull, MoneyOut, moneyOut, pageOfItems, Ref, Text, Time } from './schema';
import { stageName } from './stage-name';
import { valueOut } from './views';

const Field = z
  .object({
    key: z.string(),
    name: Text,
    type: z.enum(['text', 'number', 'percent', 'money', 'date', 'boolean', 'choice', 'instant']),
    options: z.array(z.object({ value: z.string(), name: Text })),
    hint: Text.nullable(),
    value: z
      .union([z.string(), z.number(), z.boolean(), MoneyOut])
      .nullable()
      .meta({ description: 'What is known of it' }),
  })
  .meta({ id: 'AskedField', description: '`until` is an instant, and stands beside `fields` in the answer' });

const Outcome = z
  .object({
    outcome: z.string(),
    name: Text,
    leadsTo: z
      .array(z.object({ stage: z.string(), name: Text, when: z.string().nullable(), needs: z.array(Field) }))
      .meta({
        description:
          'Of several, the first whose condition holds; `needs`: what coming there asks for beside. Empty: the deal stays',
      }),
    can: z.enum(['now', 'with input', 'no']),
    missing: z.array(Field).meta({ description: 'What has to come with it: the deal lacks it' }),
    confirms: z.array(Field).meta({ description: 'What it asks for and is known: sent only to change it' }),
    until: z.array(Requirement).meta({ description: 'Why not, where `can` is no' }),
  })
  .meta({ id: 'TaskOutcome' });

const Signal = z.object({ light: z.enum(['red', 'yellow', 'green']), say: Text.nullable() });

export const InboxItem = z
  .object({
    id: z.uuid(),
    key: z.string(),
    name: Text,
    light: z.enum(URGENCIES).meta({ description: 'waiting: the deal stands still for a known reason' }),
    claimable: z.boolean().meta({ description: 'Nobody holds it: claim it first' }),
    assignee: Ref.nullable(),
    queue: z.union([z.object({ role: z.string() }), z.object({ team: z.string() })]).nullable(),
    openedAt: Time,
    dueAt: Time.nullable(),
    dueOf: z.enum(['task', 'stage']).nullable().meta({ description: 'Whose limit that is' }),
    workingMsLeft: z.number().nullable().meta({
      description: 'Working time until it is due, in the calendar that the process counts in; negative: late',
    }),
    snoozedUntil: Time.nullable(),
    instance: z
      .object({
        id: z.uuid(),
        kind: z.enum(['lead', 'sale']),
        number: z.number(),
        name: z.string(),
        process: z.object({ key: z.string(), name: Text }),
        stage: z.object({ key: z.string(), name: Text }),
        light: z.enum(CARD_LIGHTS).nullable(),
        waitUntil: Time.nullable().meta({
          description: 'Null while it waits for an event only, and while it does not wait',
        }),
        owner: Ref.nullable(),
        amount: MoneyOut.nullable(),
        rating: z.string().nullable(),
        seq: z.number().meta({ description: 'To be sent as expectedSeq' }),
      })
      .meta({ id: 'InboxDeal' }),
    account: Ref.nullable(),
    contact: z
      .object({
        id: z.uuid().nullable(),
        name: z.string().nullable(),
        phone: z.string().nullable(),
        email: z.string().nullable(),
      })
      .meta({ id: 'InboxContact' })
      .nullable()
      .meta({ description: 'Null too for a deal that you could claim and do not see' }),
    why: z
      .object({ guidance: Text.nullable(), task: Signal.nullable(), deal: Signal.nullable(), tactics: z.array(Signal) })
      .meta({ description: 'What to know at this task, and what the rules of the process say of it and of its deal' }),
    outcomes: z.array(Outcome),
    comments: z.number(),
  })
  .meta({ id: 'InboxItem' });

export const InboxPage = pageOfItems(InboxItem);

export const Counters = z
  .object({
    total: z.number(),
    urgencies: z
      .record(z.enum(URGENCIES), z.number())
      .meta({ description: 'They add up to the total; what is snoozed is among them' }),
    dueToday: z.number().meta({ description: 'Due until the end of your day, and not late yet' }),
    undated: z.number(),
    snoozed: z.number(),
    claimable: z.number(),
    shown: z.number().meta({ description: 'What GET /inbox lists: neither snoozed nor waiting' }),
    now: z
      .record(z.enum(['escalated', 'overdue', 'due soon', 'on time']), z.number())
      .meta({ description: 'What `shown` counts, by urgency: what the list holds once it is narrowed to one' }),
    processes: z.array(
      z.object({ key: z.string(), name: Text, total: z.number(), late: z.number(), shown: z.number() }),
    ),
    asOf: Time,
  })
  .meta({ id: 'InboxCounters' });

type ItemView = z.input<typeof InboxItem>;

/** A task of an inbox as it goes over HTTP. */
export function inboxItem(row: InboxRow, actor: Omit<Actor, 'manages'>, asOf: Instant): ItemView {
  const { snapshot, version, instance, title, urgency, manages, dueAt, openedAt, snoozedUntil, ...rest } = row;
  const { definition } = version;
  const task = snapshot.tasks.find(({ key }) => key === row.key);
  const named = definition.stages[task?.stage ?? '']?.tasks[task?.task ?? ''];
  const byHand = title ?? row.key;
  const signals = lightsOf(definition, snapshot, asOf);
  const answers = task ? answersOf(definition, snapshot, task, { ...actor, manages }, asOf) : [];
  return {
    ...rest,
    name: named?.name ?? { en: byHand, ru: byHand },
    light: urgency,
    claimable: row.assignee === null,
    openedAt: isoOf(openedAt),
    dueAt: isoOrNull(dueAt),
    snoozedUntil: isoOrNull(snoozedUntil),
    instance: dealView(row, asOf),
    why: {
      guidance: named?.guidance ?? definition.stages[task?.stage ?? '']?.guidance ?? null,
      task: signals.tasks[row.key] ?? null,
      deal: signals.deal,
      tactics: [...signals.tactics],
    },
    outcomes: answers.map((answer) => outcomeView(row, answer)),
  };
}

function dealView({ instance, snapshot, version }: InboxRow, asOf: Instant): ItemView['instance'] {
  const { key, definition } = version;
  const standing = standingOf(snapshot, definition);
  return {
    ...instance,
    process: { key, name: definition.name },
    stage: { key: snapshot.state, name: stageName(definition, snapshot.state) },
    light: lightOf(standing, asOf),
    waitUntil: standing.waitUntil === FOREVER ? null : isoOrNull(standing.waitUntil),
    amount: standing.amount && moneyOut(standing.amount),
  };
}

function outcomeView(
  row: InboxRow,
  { leads, missing, confirms, until, ...answer }: TaskAnswer,
): z.input<typeof Outcome> {
  const { definition } = row.version;
  return {
    ...answer,
    leadsTo: leads.map(({ to, when, needs }) => ({
      stage: to,
      name: to === END ? BRANCH_ENDS : stageName(definition, to),
      when,
      needs: needs.map((key) => fieldView(row, key)),
    })),
    missing: missing.map((key) => fieldView(row, key)),
    confirms: confirms.map((key) => fieldView(row, key)),
    until: requirementsOut(until),
  };
}

const BRANCH_ENDS = { en: 'This branch is done', ru: 'Ветвь завершена' };

const UNTIL = {
  name: { en: 'Until', ru: 'До какого времени' },
  type: 'instant',
  options: [],
  hint: null,
  value: null,
} as const;

function fieldView({ version, snapshot }: InboxRow, key: string): z.input<typeof Field> {
  const field = version.definition.fields[key];
  if (!field) return { ...UNTIL, key, options: [] };
  const { name, type, options, hint = null } = field;
  return {
    key,
    name,
    type,
    options: Object.entries(options).map(([value, text]) => ({ value, name: text })),
    hint,
    value: valueOut(snapshot.fields[key] ?? null),
  };
}
