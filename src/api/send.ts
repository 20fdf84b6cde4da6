import { z } from 'zod';
import { type Person, SEES_ALL, sightOf } from '../access';
import type { CommandRequest, Sent } from '../commands';
import { areMissing, isSeen, type Nameable, readInstance } from '../crm';
import { type Act, FREE_ACTS, type Kind, type Refusal } from '../process';
import { mustBeOpenFields } from './closed';
import type { Context } from './context';
import { movedOn } from './moved-on';
import { mustWorkOn } from './must-work-on';
import { offersOf, requirementsOut } from './offers';
import { notFound, Problem, refuse } from './problem';
import { type Asked, Reply } from './route';
import { Time } from './schema';
import { cardView } from './views';

/** What a command is answered with while the engine is away. */
export const Received = z
  .object({ key: z.uuid(), status: z.literal('received'), asOf: Time })
  .meta({ id: 'Received', description: 'Kept; the address in Location says later whether it was applied or refused' });

/** The parts of a request that a command is made of. */
export type AskedCommand = Pick<Asked, 'sent' | 'address' | 'actor'> & {
  headers: { 'idempotency-key': string };
};

/** What is asked of which instance. */
export interface Wanted {
  kind: Kind;
  instanceId: string;
  act: Act;
  ofAny?: boolean;
  expectedSeq?: number;
  versionId?: string;
  record?: CommandRequest['record'];
  /** 201 for what makes something. */
  status?: 200 | 201;
}

/**
 * Sends a command through the one door, and answers with how the instance stood right after it: the same
 * for the first answer and for each repeat of its key. Whoever does not see the instance, such as who holds nothing but a task of it
 * or has just handed it on, hears that it was done (204) and no more.
 */
export async function send(context: Context, asked: AskedCommand, wanted: Wanted): Promise<Reply<unknown>> {
  mustBeOpenTo(asked.actor, wanted);
  const key = asked.headers['idempotency-key'];
  const { id, roles, teams } = asked.actor;
  const { status = 200, ...rest } = wanted;
  const actor = { id, roles, teams };
  const request = { ...rest, key, actor, route: asked.address, body: asked.sent ?? null };
  const began = performance.now();
  const sent = await context.sendCommand(request);
  context.counters.command(wanted.act.type, sent.became, (performance.now() - began) / 1000);
  return answerTo(context, asked, { ...wanted, status }, sent);
}

/** @throws Problem for a command that brings fields which are closed to its sender */
function mustBeOpenTo(actor: Person, { kind, act }: Wanted): void {
  if ('fields' in act) mustBeOpenFields(actor, kind, act.fields);
  if ('conversion' in act) mustBeOpenFields(actor, 'sale', act.conversion?.saleFields);
}

async function answerTo(context: Context, asked: AskedCommand, wanted: Wanted, sent: Sent): Promise<Reply<unknown>> {
  const { kind } = wanted;
  switch (sent.became) {
    case 'applied': {
      const { instanceId, seq, converted } = sent.answer;
      const card = await readInstance(context, kind, instanceId, { seq });
      if (!card) throw new Error(`The ${kind} ${instanceId} took a command and has no decision ${seq}.`);
      const headers: Record<string, string> =
        wanted.status === 201 ? { Location: `/api/v1/${kind}s/${instanceId}` } : {};
      if (!(await isSeen(context.pool, await sightOf(context.pool, asked.actor), kind, instanceId)))
        return new Reply(204, null);
      const view = cardView(card, card.decidedAt);
      return new Reply(wanted.status ?? 200, converted ? { ...view, converted } : view, headers);
    }
    case 'received': {
      const key = asked.headers['idempotency-key'];
      const body = { key, status: 'received', asOf: new Date(context.clock.now()).toISOString() };
      return new Reply(202, body, { Location: `/api/v1/commands/${key}` });
    }
    case 'refused':
      throw await refusedProblem(context, asked, wanted, sent.refusal);
    case 'no such instance':
      throw notFound(kind);
    case 'key reused':
      throw new Problem('IdempotencyKeyReused');
    case 'failed':
      throw new Problem('Fault', { detail: `The ${kind} is as it was. Incident ${sent.incident}.` });
  }
}

async function refusedProblem(
  context: Context,
  { actor }: AskedCommand,
  wanted: Wanted,
  refusal: Refusal,
): Promise<Problem> {
  const { code, until, detail } = refusal;
  const card = await readInstance(context, wanted.kind, wanted.instanceId);
  const offers = card ? await offersOf(context, card, actor) : { items: [], free: [] };
  const free = FREE_ACTS.filter((type) => (offers.free as readonly string[]).includes(type)).map((type) => ({
    body: { type },
  }));
  const allowed = [...offers.items.filter(({ can }) => can !== 'no'), ...free];
  const more = card ? await movedOn(context, { actor, card, wanted, refusal }) : {};
  return new Problem('CommandRefused', { code, detail, until: requirementsOut(until), allowed, ...more });
}

/** Ids in a body, by the field that names them. */
interface NamedIds {
  [field: string]: readonly [what: Nameable, id: string | null | undefined];
}

/**
 * @throws Problem that names the ids in the body which are not there for who asks, beside what else is wrong with it; or for a client
 * that is shared with them to be read: a deal of their own at it would make it theirs to work on
 */
export async function mustExist(
  context: Context,
  actor: Person,
  named: NamedIds,
  faults: readonly { path: string; message: string }[] = [],
): Promise<void> {
  const { pool } = context;
  const given = Object.entries(named).flatMap(([field, [what, id]]) => (id == null ? [] : [{ field, what, id }]));
  const sight = given.some(({ what }) => what === 'account' || what === 'contact')
    ? await sightOf(pool, actor)
    : SEES_ALL;
  const missing = await areMissing(
    pool,
    sight,
    given.map(({ what, id }) => [what, id] as const),
  );
  const absent = given
    .filter((_, n) => missing[n])
    .map(({ field, what }) => ({ path: `body.${field}`, message: `There is no such ${what}` }));
  refuse([...absent, ...faults]);
  for (const { what, id } of given)
    if (what === 'account' || what === 'contact') await mustWorkOn(context, actor, what, id, sight);
}
