import { z } from 'zod';
import { HANDED, type HandoverCard, type HandoverItem, ITEM_KINDS } from '../crm';
import { isoOf, isoOrNull, Ref, Time } from './schema';

const RESULTS = ['moved', 'there already', 'others have it', 'closed', 'refused', 'failed'] as const;
const BACK = ['back', ...RESULTS.slice(1)] as const;

const Item = z
  .object({
    kind: z.enum(ITEM_KINDS).meta({
      description:
        'account, contact: who is responsible for them; interaction: planned; task: held in the deal of another',
    }),
    id: z.uuid(),
    name: z.string().nullable().meta({ description: 'Null where you do not see it' }),
    deal: z.object({ id: z.uuid(), kind: z.string(), number: z.number() }).nullable(),
    account: Ref.nullable(),
    contact: Ref.nullable(),
    result: z.enum(RESULTS).nullable().meta({ description: 'Null: not yet' }),
    reason: z.string().nullable().meta({ description: 'Code of a refusal' }),
    back: z.enum(BACK).nullable(),
    backReason: z.string().nullable(),
    dues: z
      .array(z.object({ subject: z.string(), before: Time, after: Time }))
      .meta({ description: 'Limits due at another time than before, since they count in the calendar of the owner' }),
  })
  .meta({ id: 'HandoverItem' });

const parts = {
  items: z.array(Item),
  briefings: z
    .array(z.object({ name: z.string(), address: z.string() }))
    .meta({ description: 'What the receiver should read: one of each client' }),
};

export const HandoverRow = z
  .object({
    id: z.uuid(),
    what: z.enum(HANDED),
    ofId: z.uuid(),
    from: Ref,
    to: Ref,
    reason: z.string(),
    until: Time.nullable().meta({ description: 'For how long it is meant; nothing goes back by itself' }),
    absenceId: z.uuid().nullable(),
    status: z.enum(['running', 'done', 'returning', 'returned']),
    askedBy: Ref.nullable(),
    createdAt: Time,
    doneAt: Time.nullable(),
    returnedAt: Time.nullable(),
    results: z.record(z.string(), z.number()).meta({ description: 'How many parts came to what' }),
    back: z.record(z.string(), z.number()),
  })
  .meta({ id: 'HandoverRow' });
export const HandoverView = HandoverRow.extend(parts).meta({ id: 'Handover' });
export const HandoverPreview = z.object({ from: Ref, to: Ref, ...parts, asOf: Time }).meta({ id: 'HandoverPreview' });

export const handoverRow = (card: HandoverCard): z.input<typeof HandoverRow> => ({
  ...card,
  until: isoOrNull(card.until),
  createdAt: isoOf(card.createdAt),
  doneAt: isoOrNull(card.doneAt),
  returnedAt: isoOrNull(card.returnedAt),
});

/** The parts of a handover, and the briefings on their clients. */
export const partsView = (items: readonly HandoverItem[]) => ({
  items: items.map((item) => ({
    ...(item as HandoverItem & Pick<z.input<typeof Item>, 'result' | 'back'>),
    dues: item.dues.map(({ subject, before, after }) => ({ subject, before: isoOf(before), after: isoOf(after) })),
  })),
  briefings: briefingsOn(items),
});

/** One of each client; of a deal that is with none that is seen, its own. */
function briefingsOn(items: readonly HandoverItem[]): { name: string; address: string }[] {
  const byAddress = new Map<string, string>();
  for (const { account, contact, deal, name } of items) {
    const whom = account ? (['account', account] as const) : (['contact', contact] as const);
    const [kind, client] = whom;
    if (client) byAddress.set(`/api/v1/${kind}s/${client.id}/briefing`, client.name);
    else if (deal) byAddress.set(`/api/v1/${deal.kind}s/${deal.id}/briefing`, name ?? '');
  }
  return [...byAddress].map(([address, name]) => ({ name, address }));
}
