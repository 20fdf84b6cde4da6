import { z } from 'zod';
import { isAbove, mayDo, type Person } from '../access';
import type { Card } from '../crm';
import {
  type Act,
  type Actor,
  allowed,
  type Command,
  decide,
  FREE_ACTS,
  type Instant,
  type Requirement as ProcessRequirement,
} from '../process';
import { bodyOf } from './command-body';
import type { Context } from './context';
import { isoOf, Text } from './schema';

export const Requirement = z
  .object({ code: z.string(), params: z.record(z.string(), z.unknown()) })
  .meta({ id: 'Requirement', description: 'What would have to hold, as a code and the values to word it with' });

/** Names under which the machine hands out instants. Over HTTP they are times like all others. */
const INSTANTS = new Set(['until', 'dueAt']);

/** Values that the machine gave, as they go over HTTP. */
export const valuesOut = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      INSTANTS.has(name) && typeof value === 'number' ? isoOf(value) : value,
    ]),
  );

/** Requirements as they go over HTTP. */
export const requirementsOut = (until: readonly ProcessRequirement[]) =>
  until.map(({ code, params }) => ({ code, params: valuesOut(params) }));

export const Offer = z
  .object({
    body: z.record(z.string(), z.unknown()).meta({ description: 'To be sent as a command; add the fields of `asks`' }),
    name: Text,
    to: z.string().nullable(),
    can: z.enum(['now', 'with input', 'no']),
    asks: z.array(z.string()),
    until: z.array(Requirement),
    refusal: z.string().nullable(),
  })
  .meta({ id: 'Offer' });

export const Offers = z
  .object({
    items: z.array(Offer),
    free: z
      .array(z.enum(FREE_ACTS))
      .meta({ description: 'Commands that take an argument of your own and are possible now' }),
    seq: z.number(),
  })
  .meta({ id: 'Offers' });

/** Everything that this person may ask of an instance as the card shows it, each tried on the machine. */
export async function offersOf(
  { pool, clock }: Context,
  card: Card,
  person: Person,
  now: Instant = clock.now(),
): Promise<z.input<typeof Offers>> {
  const { seq, owner } = card.snapshot;
  if (!mayDo(person, `${card.kind}.command`)) return { items: [], free: [], seq };
  const { id, roles, teams } = person;
  // As the inbox stamps whoever sends a command.
  const manages = roles.includes('administrator') || (await isAbove(pool, id, owner));
  const actor: Actor = { id, roles, teams, manages };
  const items = allowed(card.version.definition, card.snapshot, actor, now).map(({ act, asks, until, ...offer }) => ({
    body: bodyOf(act),
    ...offer,
    asks: [...asks],
    until: requirementsOut(until),
  }));
  return { items, free: freeActs(card, actor, now), seq };
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Nobody's id: an act on somebody else, whoever that is. */
const SOMEBODY = '00000000-0000-0000-0000-000000000000';

/** Those acts that pass with an argument that fits; what is refused with any is not on offer. */
function freeActs({ version, snapshot }: Card, actor: Actor, now: Instant): (typeof FREE_ACTS)[number][] {
  const tasks = snapshot.tasks.filter((task) => task.status === 'open').map((task) => task.key);
  const tries: Record<(typeof FREE_ACTS)[number], Act[]> = {
    wait: [{ type: 'wait', until: now + DAY_MS, reason: '' }],
    reassign: [{ type: 'reassign', owner: SOMEBODY }],
    delegate: tasks.map((task) => ({ type: 'delegate', task, to: SOMEBODY })),
    amend: [{ type: 'amend', fields: {} }],
    'add task': [{ type: 'add task', assignee: SOMEBODY }],
    'cancel task': tasks.map((task) => ({ type: 'cancel task', task })),
  };
  const passes = (act: Act) => !decide(version.definition, snapshot, { id: '', actor, ...act } as Command, now).refused;
  return FREE_ACTS.filter((type) => tries[type].some(passes));
}
