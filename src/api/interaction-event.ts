import { type InteractionCard, readInstance } from '../crm';
import {
  type Answer,
  type Command,
  decide,
  type FieldDefinition,
  type Fields,
  type Kind,
  type Snapshot,
  SYSTEM,
  takenFrom,
} from '../process';
import { fieldProblem } from '../process/fields/field-value';
import type { Context } from './context';
import { idOf } from './new-instance';
import type { Asked } from './route';

const EVENT = 'interaction logged';

/**
 * Tells a lead or a sale of an interaction that was written down, where its process reacts to that as it stands. Nothing is
 * sent to others, so no history holds what changed nothing. Whoever may write interactions down may tell of them, whoever
 * works on the deal. What the process makes of it does not change that the interaction took place: a refusal is let go.
 */
export async function tellOfInteraction(
  context: Context,
  { actor }: Pick<Asked, 'actor'>,
  kind: Kind,
  card: InteractionCard,
): Promise<void> {
  const { instanceId } = card;
  const instance = instanceId && (await readInstance(context, kind, instanceId));
  if (!instanceId || !instance) return;
  const { snapshot, version } = instance;
  const { definition } = version;
  const taken = takenFrom(definition, snapshot, EVENT);
  if (taken === null) return;
  const brought = taken.flatMap((key) => broughtFor(key, definition.fields[key], card));
  const act = {
    type: 'event' as const,
    event: EVENT,
    ...(brought.length > 0 && { fields: Object.fromEntries(brought) }),
  };
  const command: Command = { id: '', actor: SYSTEM, ...act };
  if (!changesAnything(snapshot, decide(definition, snapshot, command, context.clock.now()))) return;
  const { id, roles, teams } = actor;
  await context.sendCommand({
    key: idOf(card.id, EVENT),
    route: `interaction ${card.id}`,
    body: act,
    kind,
    instanceId,
    actor: { id, roles, teams },
    act,
    ofAny: true,
  });
}

/** Whether an answer is more than one that takes note: a reaction may ask for fields that were not brought. */
function changesAnything(before: Snapshot, { decision }: Answer): boolean {
  if (!decision) return false;
  const { seq: _, back: __, ...then } = before;
  const { seq: ___, back: ____, ...next } = decision.snapshot;
  return decision.wishes.length > 0 || JSON.stringify(then) !== JSON.stringify(next);
}

/** What an interaction has for a field of its name, where the field can hold it. */
function broughtFor(
  key: string,
  field: FieldDefinition | undefined,
  card: InteractionCard,
): [string, Fields[string]][] {
  const known: Readonly<Record<string, string | null>> = {
    kind: card.kind,
    direction: card.direction,
    result: card.result,
  };
  const value = Object.hasOwn(known, key) ? (known[key] ?? null) : null;
  return field && value !== null && !fieldProblem(field, value) ? [[key, value]] : [];
}
