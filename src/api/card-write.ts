import { isHidden, maskOf, type Sight, sightOf } from '../access';
import {
  areMissing,
  type CardInput,
  type ChangedEntity,
  changeCard,
  changesSince,
  checkCard,
  type Fault,
  insertCard,
  readCardSetup,
  seenRecord,
  tiedAccounts,
  unseenPlaces,
} from '../crm';
import type { Context } from './context';
import { mustWorkOn } from './must-work-on';
import { badInput, type Difference, notFound, Problem, refuse } from './problem';
import type { Asked } from './route';
import { isoOf } from './schema';

/** The card that an address names, if the caller sees it. Of a double that was merged: the one it lives on in. */
export async function seenCard(
  { pool }: Context,
  entity: ChangedEntity,
  id: string,
  actor: Asked['actor'],
): Promise<{ id: string; sight: Sight }> {
  const sight = await sightOf(pool, actor);
  const seen = await seenRecord(pool, sight, entity, id);
  if (seen === null) throw notFound(entity);
  return { id: seen, sight };
}

/** Ids in a body, each replaced by the record it stands for; faults for those that are not there, or out of sight. */
async function resolved(context: Context, actor: Asked['actor'], input: CardInput, id?: string) {
  const sight = await sightOf(context.pool, actor);
  const faults: Fault[] = [];
  // What it was tied to before it may stay tied to, however one sees that.
  const had = id === undefined ? [] : await tiedAccounts(context.pool, id);
  const account = async (id: string, path: string): Promise<string> => {
    const seen = await seenRecord(context.pool, sight, 'account', id);
    if (seen === null) faults.push({ path, message: 'There is no such account' });
    else if (!had.includes(seen)) await mustWorkOn(context, actor, 'account', seen, sight);
    return seen ?? id;
  };
  const { ownerId, holdingId } = input.words;
  if (typeof ownerId === 'string' && (await areMissing(context.pool, sight, [['person', ownerId]]))[0])
    faults.push({ path: 'body.ownerId', message: 'There is no such person' });
  const holding = typeof holdingId === 'string' ? { holdingId: await account(holdingId, 'body.holdingId') } : {};
  const accounts = await Promise.all(
    (input.accounts ?? []).map(async (place, n) => ({
      ...place,
      id: await account(place.id, `body.accounts.${n}.id`),
    })),
  );
  const words = { ...input.words, ...holding };
  // A list of places takes the place of those that its sender saw.
  const unseen = input.accounts && id !== undefined ? await unseenPlaces(context.pool, id, sight) : [];
  return { faults, input: { ...input, words, ...(input.accounts && { accounts: [...accounts, ...unseen] }) } };
}

type Writer = Pick<Asked, 'actor'>;

/** Makes a card. @throws Problem with all that is wrong with what was sent */
export async function makeCard(
  context: Context,
  { actor }: Writer,
  entity: ChangedEntity,
  id: string,
  given: CardInput,
): Promise<void> {
  const [setup, { faults, input }] = await Promise.all([
    readCardSetup(context.pool, entity),
    resolved(context, actor, given),
  ]);
  const { write, faults: more } = checkCard(setup, input);
  refuse([...faults, ...more]);
  const who = { id, by: actor.id, at: context.clock.now() };
  await insertCard(context.pool, entity, who, write).catch(refuseCircle);
}

/** What somebody wants changed on a card that they saw. */
export interface WantedChange<T extends object> {
  entity: ChangedEntity;
  id: string;
  /** null: whatever it is now. */
  revision: number | null;
  /** As it was sent, and as it is now: what a 409 compares. */
  sent: object;
  read: (id: string, sight: Sight) => Promise<T>;
}

/** Changes a card, and reads it as it is then. @throws Problem with all that is wrong; or with what differs, when somebody else has changed it */
export async function changeSeenCard<T extends object>(
  context: Context,
  { actor }: Writer,
  wanted: WantedChange<T>,
  given: CardInput | ((held: { accounts: NonNullable<CardInput['accounts']> }) => CardInput),
): Promise<T> {
  const { entity, revision } = wanted;
  const { id, sight } = await seenCard(context, entity, wanted.id, actor);
  const setup = await readCardSetup(context.pool, entity);
  const fixed = typeof given === 'function' ? null : await resolved(context, actor, given, id);
  const who = { id, by: actor.id, at: context.clock.now(), revision };
  const changed = await changeCard(context.pool, entity, who, (held) => {
    const input = typeof given === 'function' ? given(held.parts) : (fixed?.input ?? given);
    const { write, faults } = checkCard(setup, input, held);
    refuse([...(fixed?.faults ?? []), ...faults]);
    return write;
  }).catch(refuseCircle);
  if (changed.became === 'gone') throw notFound(entity);
  if (changed.became === 'moved on') throw await movedOn(context, actor, { ...wanted, id }, sight, changed.revision);
  return wanted.read(id, sight);
}

/** Two organisations that hold each other: the table refuses it, whoever asks. */
function refuseCircle(error: unknown): never {
  if ((error as { constraint?: unknown }).constraint !== 'accounts_holding_circle') throw error;
  const message = 'It would belong to itself';
  throw badInput({ path: 'body.holdingId', message });
}

async function movedOn(
  context: Context,
  actor: Asked['actor'],
  { entity, id, revision, sent, read }: WantedChange<object>,
  sight: Sight,
  now: number,
): Promise<Problem> {
  const changes = await changesSince(context.pool, { entity, id, revision: revision ?? 0 });
  const card = (await read(id, sight)) as Record<string, unknown>;
  const mine = sent as Record<string, unknown>;
  const mask = maskOf(actor);
  const differences = new Map<string, Difference>();
  for (const { fields, by, at } of changes) {
    for (const { field } of fields) {
      if (isHidden(mask, entity, field)) continue;
      const yours = valueAt(mine, field);
      differences.set(field, {
        field,
        now: valueAt(card, field) ?? null,
        ...(yours !== undefined && { yours }),
        by,
        at: isoOf(at),
      });
    }
  }
  const named = [...differences.keys()].join(', ');
  const who = [...new Set(changes.map(({ by }) => by?.name ?? 'the product itself'))].join(', ');
  const told = differences.size > 0 ? ` ${who} changed: ${named}.` : '';
  const detail = `This card is at revision ${now}, and you have seen ${revision}.${told} Read it again, and send yours against it.`;
  return new Problem('MovedOn', { detail, differences: [...differences.values()] });
}

/** `custom.floors` is `floors` of `custom`; `holdingId` is shown as `holding`. */
function valueAt(card: Record<string, unknown>, field: string): unknown {
  const [name = '', key] = field.split('.', 2);
  if (key !== undefined) return (card[name] as Record<string, unknown> | undefined)?.[key];
  return name === 'holdingId' && !(name in card) ? (card.holding as { id?: string } | null)?.id : card[name];
}
