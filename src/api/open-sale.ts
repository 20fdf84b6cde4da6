import { type Person, sightOf } from '../access';
import { isSeen, type Ref } from '../crm';
import type { Context } from './context';
import { Problem } from './problem';

/** The refusal of a second open sale, with those of the first that this person sees. Of others they learn that they are there. */
export async function saleOpen({ pool }: Context, actor: Person, open: readonly Ref[]): Promise<Problem> {
  const sight = await sightOf(pool, actor);
  const seen = await Promise.all(open.map(({ id }) => isSeen(pool, sight, 'sale', id)));
  const sales = open.filter((_, n) => seen[n]);
  const hidden = open.length - sales.length;
  return new Problem('SaleOpen', { sales, ...(hidden > 0 && { detail: `${HELP} You do not see ${hidden} of them.` }) });
}

const HELP = 'Join one (`join`: its id), or say why there should be another (`secondReason`).';
