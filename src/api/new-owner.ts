import { chooseOwner, leadFactsOf } from '../crm';
import type { Fields, Kind } from '../process';
import type { Context } from './context';

/** What is known of a new lead or sale when its owner is chosen. */
interface New {
  kind: Kind;
  fields: Fields;
  record: Readonly<Record<string, unknown>>;
  source?: string;
  productId?: string;
}

/** Who owns a new lead that names nobody: by the rules of distribution, else whoever notes it, as with a sale. */
export async function ownerOfNew(
  { pool, clock }: Context,
  { kind, fields, record, source, productId }: New,
  instanceId: string,
  creator: string,
): Promise<string> {
  if (kind === 'sale') return creator;
  const facts = leadFactsOf({ source, productId, ...record }, fields);
  return (await chooseOwner(pool, { instanceId, facts, fallback: creator, now: clock.now() })).ownerId;
}
