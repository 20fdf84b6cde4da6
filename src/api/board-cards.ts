import { z } from 'zod';
import { lightOf, type SaleWords } from '../crm';
import type { BoardCard } from '../insight';
import { FOREVER, type Instant } from '../process';
import { StepOut, stepView } from './next-step';
import { isoOf, isoOrNull, MoneyOut, moneyOut, Ref, Text, Time } from './schema';
import { stageName } from './stage-name';
import { SaleRow } from './views';

const { id, number, open, light, dueAt, waitUntil, enteredAt, closedAt, seq, process } = SaleRow.shape;
const shared = {
  ...{ id, number, process, open, light, dueAt, waitUntil, enteredAt, closedAt, seq },
  stage: z.object({ key: z.string(), name: Text }),
  turn: z.enum(['ours', 'client', 'approver']).nullable(),
  owner: Ref,
  account: Ref.nullable(),
  nextStep: StepOut.nullable().meta({ description: 'The open task that is due first' }),
  asOf: Time,
};
/** What a card of the board shows of a sale; all else stands on the sale's own card. */
export const SaleCard = z
  .object({ ...shared, title: z.string(), amount: MoneyOut.nullable() })
  .meta({ id: 'BoardSaleCard' });
export const LeadCard = z
  .object({ ...shared, topic: z.string(), organisation: z.string().nullable() })
  .meta({ id: 'BoardLeadCard' });

/** One card as of an instant. */
export function boardCardView(card: BoardCard, asOf: Instant): z.input<typeof SaleCard> | z.input<typeof LeadCard> {
  const { id, version, standing, words, owner, nextStep, turn } = card;
  const { definition } = version;
  const own = {
    id,
    number: words.number,
    process: { key: version.key, version: version.version, name: definition.name },
    stage: { key: standing.state, name: stageName(definition, standing.state) },
    open: standing.open,
    light: lightOf(standing, asOf),
    turn,
    owner: owner ?? { id: standing.ownerId, name: '' },
    account: words.account,
    dueAt: isoOrNull(standing.dueAt),
    waitUntil: standing.waitUntil === FOREVER ? null : isoOrNull(standing.waitUntil),
    enteredAt: isoOf(standing.enteredAt),
    closedAt: isoOrNull(standing.closedAt),
    seq: standing.seq,
    nextStep: nextStep && stepView(nextStep, definition),
    asOf: isoOf(asOf),
  };
  if (!isSale(words)) return { ...own, topic: words.topic, organisation: words.organisation };
  return { ...own, title: words.title, amount: standing.amount && moneyOut(standing.amount) };
}

const isSale = (words: BoardCard['words']): words is SaleWords => 'title' in words;
