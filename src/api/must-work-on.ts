import { type Person, type Sight, sightOf } from '../access';
import {
  reachedBy,
  reachTask,
  readInteraction,
  readMerge,
  readPair,
  seenRecord,
  seesInstance,
  seesTouch,
} from '../crm';
import type { Context } from './context';
import { workerOf } from './must-reach';
import { Problem } from './problem';

type Asks = (context: Context, actor: Person, id: string) => (sight: Sight) => Promise<boolean>;

/**
 * By what a thing is called in addresses: whether somebody sees it by a sight. Of whatever may be seen because a lead, sale or client
 * was shared, so that whoever only reads that changes nothing of it. A task that they hold, or may claim, and an interaction that
 * they take part in are seen without any share: theirs to work on.
 */
const SEEN = {
  lead:
    ({ pool }, _, id) =>
    (sight) =>
      seesInstance(pool, sight, 'lead', id),
  sale:
    ({ pool }, _, id) =>
    (sight) =>
      seesInstance(pool, sight, 'sale', id),
  account:
    ({ pool }, _, id) =>
    async (sight) =>
      (await seenRecord(pool, sight, 'account', id)) !== null,
  contact:
    ({ pool }, _, id) =>
    async (sight) =>
      (await seenRecord(pool, sight, 'contact', id)) !== null,
  task:
    ({ pool }, actor, id) =>
    async (sight) =>
      (await reachTask(pool, workerOf(actor), sight, id)) !== null,
  interaction:
    ({ pool }, _, id) =>
    async (sight) =>
      (await readInteraction(pool, id, sight)) !== null,
  touch:
    ({ pool }, _, id) =>
    (sight) =>
      seesTouch(pool, sight, id),
  merge:
    ({ pool }, _, id) =>
    async (sight) =>
      (await readMerge(pool, id, sight)) !== null,
  pair:
    ({ pool }, _, id) =>
    async (sight) =>
      (await readPair(pool, id, sight)) !== null,
} satisfies Record<string, Asks>;

/** What somebody may come to see by a share. */
export type Shared = keyof typeof SEEN;

const CALLED: Readonly<Record<string, Shared>> = {
  ...{ leads: 'lead', sales: 'sale', accounts: 'account', contacts: 'contact', tasks: 'task' },
  ...{ interactions: 'interaction', touches: 'touch', merges: 'merge', duplicates: 'pair' },
};

/** Whether somebody sees something only because it, or what it hangs on, was shared with them to be read. */
export async function isToRead(
  context: Context,
  actor: Person,
  what: Shared,
  id: string,
  sight?: Sight,
): Promise<boolean> {
  const seen = SEEN[what](context, actor, id);
  return (await reachedBy(sight ?? (await sightOf(context.pool, actor)), seen)) === 'to read';
}

/** @throws Problem for what somebody sees only because it, or what it hangs on, was shared with them to be read */
export async function mustWorkOn(
  context: Context,
  actor: Person,
  what: Shared,
  id: string,
  sight?: Sight,
): Promise<void> {
  if (!(await isToRead(context, actor, what, id, sight))) return;
  throw new Problem('SharedToRead', { detail: `This ${what} is shared with you to be read.` });
}

const OF_ONE = /^\/(\w+)\/:id(?:\/|$)/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What every route that changes something holds to, whatever it does with the record that its address names.
 * @throws Problem for one that is shared to be read
 */
export async function mustWorkOnAddressed(
  context: Context,
  { method, path }: { method: string; path: string },
  { params, actor }: { params: Readonly<Record<string, unknown>>; actor: Person },
): Promise<void> {
  const what = CALLED[OF_ONE.exec(path)?.[1] ?? ''];
  if (method === 'get' || !what || typeof params.id !== 'string' || !UUID.test(params.id)) return;
  await mustWorkOn(context, actor, what, params.id);
}
