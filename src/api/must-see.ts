import { type Person, sightOf } from '../access';
import { seesInstance } from '../crm';
import type { Context } from './context';
import { notFound } from './problem';

/** @throws Problem for a lead that is not there, or that somebody does not see: the two look the same to them */
export async function mustSeeLead({ pool }: Context, actor: Person, id: string): Promise<void> {
  if (!(await seesInstance(pool, await sightOf(pool, actor), 'lead', id))) throw notFound('lead');
}
