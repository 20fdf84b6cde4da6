import { type FieldEntity, type Person, sightOf } from '../access';
import { reached } from '../crm';
import type { Context } from './context';
import { Problem } from './problem';

/** @throws Problem for a record that somebody sees only because it was shared with them to be read */
export async function mustWorkOn({ pool }: Context, actor: Person, entity: FieldEntity, id: string): Promise<void> {
  if ((await reached(pool, await sightOf(pool, actor), entity, id)) !== 'to read') return;
  throw new Problem('SharedToRead', { detail: `This ${entity} is shared with you to be read.` });
}

const OF_ONE = /^\/(lead|sale|account|contact)s\/:id(?:\/|$)/;
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
  const entity = OF_ONE.exec(path)?.[1] as FieldEntity | undefined;
  if (method === 'get' || !entity || typeof params.id !== 'string' || !UUID.test(params.id)) return;
  await mustWorkOn(context, actor, entity, params.id);
}
