import { readInstance } from '../crm';
import type { Context } from './context';
import { Reply } from './route';
import { saleCardView } from './word-views';

/**
 * Adds to the answer of a conversion what its sale still lacks: as of its start, so that a repeated key is answered the same; of a
 * sale that was joined, as of now.
 */
export async function withSale(context: Context, reply: Reply<unknown>): Promise<Reply<unknown>> {
  const { converted } = reply.body as { converted?: { saleId: string | null; joined?: boolean } };
  if (!converted?.saleId) return reply;
  const card = await readInstance(context, 'sale', converted.saleId, converted.joined ? 'now' : { seq: 1 });
  if (!card) return reply;
  const sale = { id: card.id, lacks: saleCardView(card).lacks };
  return new Reply(reply.status, { ...(reply.body as object), sale }, reply.headers);
}
