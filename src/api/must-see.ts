import { type Person, sightOf } from '../access';
import { seesInstance } from '../crm';
import type { Kind } from '../process';
import type { Context } from './context';
import { notFound } from './problem';

/** @throws Problem for a lead or sale that is not there, or that somebody does not see: the two look the same to them */
export async function mustSee({ pool }: Context, actor: Person, kind: Kind, id: string): Promise<void> {
  if (!(await seesInstance(pool, await sightOf(pool, actor), kind, id))) throw notFound(kind);
}
