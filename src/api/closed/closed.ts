import type { z } from 'zod';
import {
  FIELD_ENTITIES,
  type FieldEntity,
  type FieldMask,
  isAllOpen,
  isClosed,
  maskOf,
  type Person,
} from '../../access';
import { Problem } from '../problem';
import { closedFieldsIn } from './bodies';
import { createMaskers, hiding } from './masker';

/** Every schema is looked at once, whoever asks. */
const { maskerOf } = createMaskers();

interface About {
  path: string;
}

const HOME = /^\/(?:exports\/)?(lead|sale|account|contact)s(?:\/|$)/;

/** The kind of record that a route is about; null: none, or several. */
const homeOf = ({ path }: About): FieldEntity | null => (HOME.exec(path)?.[1] as FieldEntity | undefined) ?? null;

/** An answer as somebody may see it. Free for whom nothing is closed. @throws Problem for one that cannot be without what is hidden */
export function maskAnswer<T>(route: About & { answers: z.ZodType }, actor: Person, body: T): T {
  return maskValue(route.answers, actor, body, homeOf(route));
}

/** A value of a schema as somebody may see it, as above. */
export function maskValue<T>(schema: z.ZodType, actor: Person, value: T, home: FieldEntity | null = null): T {
  const mask = maskOf(actor);
  if (isAllOpen(mask)) return value;
  return (maskerOf(schema, '')?.(value, hiding(mask, home)) ?? value) as T;
}

/**
 * What every route that changes something holds to before it does: nobody sets a field that is closed to them.
 * @throws Problem that names them
 */
export function mustBeOpen(route: About & { method: string }, actor: Person, body: unknown): void {
  const home = homeOf(route);
  if (route.method === 'get' || !home) return;
  const mask = maskOf(actor);
  if (!isAllOpen(mask)) refuseClosed(closedFieldsIn(mask, home, body));
}

/** Of what a command brings: fields of its process. @throws Problem that names those that are closed to whoever sends it */
export function mustBeOpenFields(
  actor: Person,
  entity: FieldEntity,
  fields: Readonly<Record<string, unknown>> | undefined,
): void {
  const mask = maskOf(actor);
  if (!fields || isAllOpen(mask)) return;
  refuseClosed(Object.keys(fields).filter((key) => isClosed(mask, entity, key)));
}

function refuseClosed(names: readonly string[]): void {
  if (names.length === 0) return;
  const errors = names.map((name) => ({ path: `body.${name}`, message: 'Your roles do not let you set it' }));
  throw new Problem('FieldClosed', { detail: `Your roles do not let you set ${names.join(', ')}.`, errors });
}

/**
 * For what is handed out whole, and cannot be without what somebody does not see.
 * @throws Problem where something of such records is hidden from them
 */
export function mustShow(actor: Person, ...entities: readonly FieldEntity[]): void {
  if (!hidesOf(maskOf(actor), entities)) return;
  throw new Problem('FieldHidden', {
    detail: `It holds all of ${entities.join(', ')}, and your roles hide some of that.`,
  });
}

/** Whether anything of such records is hidden from somebody: then what cannot be masked is not handed out. */
export const hidesOf = (mask: FieldMask, entities: readonly FieldEntity[] = FIELD_ENTITIES): boolean =>
  entities.some((entity) => Object.values(mask[entity] ?? {}).includes('hidden'));
