import { formatMoney } from '../../process/fields/money';
import type { LoggedDeal } from './read-log';
import type { LogLine, Transition } from './steps';
import { isIn, named, type Wording } from './xes';

/**
 * An event log as OCEL 2.0 in JSON, piece by piece. Objects come before events, so the deals are read twice: nothing of them is
 * held but which clients and people there were. Types come last, since only the events tell which there are.
 */
export async function* ocelOf(
  deals: () => AsyncIterable<readonly LoggedDeal[]>,
  wording: Wording,
): AsyncGenerator<string> {
  const objects = listed();
  const [clients, people, types] = [new Set<string>(), new Set<string>(), new Set<string>()];
  yield '{"objects":[';
  for await (const some of deals()) {
    const found = some.flatMap((deal) => [
      dealObject(deal),
      ...tasksOf(deal, wording),
      ...fresh(clients, [deal.accountId]).map((id) => object(`client:${id}`, 'client')),
      ...fresh(people, [deal.owner, ...deal.lines.map(({ resource }) => resource)]).map((id) =>
        object(`person:${id}`, 'person', wording.people ? { name: named(id, wording) } : {}),
      ),
    ]);
    yield objects(found);
  }
  yield '],"events":[';
  const events = listed();
  for await (const some of deals()) {
    const found = some.flatMap((deal) => eventsOf(deal, wording));
    for (const { type } of found) types.add(type);
    yield events(found);
  }
  yield `],"objectTypes":${JSON.stringify(OBJECT_TYPES)},"eventTypes":${JSON.stringify(
    [...types].sort().map((name) => ({ name, attributes: EVENT_ATTRIBUTES })),
  )}}\n`;
}

/** Writes the elements of one JSON array over several pieces. */
function listed(): (items: readonly unknown[]) => string {
  let begun = false;
  return (items) => {
    if (items.length === 0) return '';
    const written = `${begun ? ',' : ''}${items.map((item) => JSON.stringify(item)).join(',')}`;
    begun = true;
    return written;
  };
}

function fresh(known: Set<string>, ids: readonly (string | null)[]): string[] {
  const found = [...new Set(ids)].filter((id): id is string => id !== null && !known.has(id));
  for (const id of found) known.add(id);
  return found;
}

const SALE_ATTRIBUTES = [
  { name: 'number', type: 'integer' },
  { name: 'process', type: 'string' },
  { name: 'version', type: 'integer' },
  { name: 'result', type: 'string' },
  { name: 'amount', type: 'float' },
  { name: 'currency', type: 'string' },
];
const OBJECT_TYPES = [
  { name: 'sale', attributes: SALE_ATTRIBUTES },
  { name: 'lead', attributes: SALE_ATTRIBUTES },
  { name: 'task', attributes: [{ name: 'task', type: 'string' }] },
  { name: 'client', attributes: [] },
  { name: 'person', attributes: [{ name: 'name', type: 'string' }] },
];
const EVENT_ATTRIBUTES = [
  { name: 'about', type: 'string' },
  { name: 'activity', type: 'string' },
  { name: 'stage', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'outcome', type: 'string' },
  { name: 'how', type: 'string' },
  { name: 'amount', type: 'float' },
  { name: 'currency', type: 'string' },
];

type Attributes = Readonly<Record<string, string | number | null>>;

/** What does not change has the time at which everything began. */
const object = (id: string, type: string, attributes: Attributes = {}, at = 0, relationships: Related[] = []) => ({
  id,
  type,
  attributes: attributesOf(attributes).map((one) => ({ ...one, time: new Date(at).toISOString() })),
  relationships,
});

interface Related {
  objectId: string;
  qualifier: string;
}

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));

const amountOf = ({ money }: Pick<LoggedDeal, 'money'>): Attributes =>
  money ? { amount: Number(formatMoney(money)), currency: money.currency } : {};

function dealObject(deal: LoggedDeal) {
  const { id, kind, number, process, version, result, accountId, owner, startedAt } = deal;
  return object(id, kind, { number, process, version, result, ...amountOf(deal) }, startedAt, [
    ...(accountId ? [{ objectId: `client:${accountId}`, qualifier: 'of' }] : []),
    { objectId: `person:${owner}`, qualifier: 'owned by' },
  ]);
}

const taskId = (deal: LoggedDeal, key: string): string => `task:${deal.id}/${key}`;

function tasksOf(deal: LoggedDeal, wording: Wording) {
  if (wording.lines === 'stages') return [];
  const keys = new Map(deal.lines.flatMap((line) => (line.task === null ? [] : ([[line.task, line]] as const))));
  return [...keys].map(([key, { activity }]) =>
    object(taskId(deal, key), 'task', { task: activity }, deal.startedAt, [{ objectId: deal.id, qualifier: 'of' }]),
  );
}

const VERBS: Readonly<Record<Transition, string>> = {
  start: 'enter',
  schedule: 'open',
  assign: 'take',
  reassign: 'hand on',
  complete: 'complete',
  withdraw: 'withdraw',
  suspend: 'begin',
  resume: 'end',
};

/** OCEL has no lifecycle: what became of an activity is part of its type. */
function typeOf({ about, activity, transition }: LogLine): string {
  if (about === 'command' || about === 'deadline') return activity;
  return `${about === 'stage' && transition === 'complete' ? 'leave' : VERBS[transition]} ${activity}`;
}

function eventsOf(deal: LoggedDeal, wording: Wording) {
  return deal.lines
    .filter((line) => isIn(wording, line))
    .map((line, n) => {
      const { about, activity, stage, outcome, how, resource, task, version } = line;
      return {
        id: `${deal.id}/${n + 1}`,
        type: typeOf(line),
        time: new Date(line.at).toISOString(),
        attributes: attributesOf({
          about,
          activity,
          stage,
          version: wording.versions.get(version) ?? version,
          outcome,
          how,
          ...amountOf(line),
        }),
        relationships: [
          { objectId: deal.id, qualifier: 'deal' },
          ...(deal.accountId ? [{ objectId: `client:${deal.accountId}`, qualifier: 'client' }] : []),
          ...(resource ? [{ objectId: `person:${resource}`, qualifier: 'by' }] : []),
          ...(task !== null && wording.lines === 'all' ? [{ objectId: taskId(deal, task), qualifier: 'task' }] : []),
        ],
      };
    });
}
