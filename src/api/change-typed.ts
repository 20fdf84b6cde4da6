import { type Card, changeWords, type WordChanges } from '../crm';
import type { Kind } from '../process';
import type { Context } from './context';
import { cardOf } from './instance-kinds';
import { type AskedOnce, once } from './kept';
import { customOf } from './lead-words';
import type { Misplaced } from './problem';
import type { Reply } from './route';
import { mustExist } from './send';
import { cardView } from './views';

/** What of a lead's or a sale's words is to be changed; what is left out stays. */
export interface Typed {
  /** Records that are named by id. */
  picks: { accountId?: string | null; contactId?: string | null; productId?: string | null };
  columns: WordChanges;
  /** Values of added fields by key; null empties. */
  custom: Readonly<Record<string, unknown>>;
  /** What else is wrong with it, by the words that are there. */
  faultsOf?: (before: Card['words']) => Promise<readonly Misplaced[]>;
}

/** Changes what is typed about a lead or a sale, each word for itself, and answers with its card. @throws Problem with all that is wrong */
export async function changeTyped(
  context: Context,
  asked: AskedOnce & { params: { id: string } },
  kind: Kind,
  { picks: { accountId, contactId, productId }, columns, custom, faultsOf }: Typed,
): Promise<Reply<unknown>> {
  const { params, actor } = asked;
  const { words: before } = await cardOf(context, kind, params.id, actor);
  const { faults, ...added } = await customOf(context, kind, custom, before.custom);
  const named = {
    accountId: ['account', accountId],
    contactId: ['contact', contactId],
    productId: ['product', productId],
  } as const;
  await mustExist(context, actor, named, [...faults, ...((await faultsOf?.(before)) ?? [])]);
  const change = async () => {
    await changeWords(context.pool, kind, params.id, columns, added);
    return cardView(await cardOf(context, kind, params.id, actor), context.clock.now());
  };
  return once(context, asked, change, 200);
}
