import { z } from 'zod';
import type { HistoryEvent } from '../crm';
import type { Conversion } from '../process';
import { valuesOut } from './offers';
import { FieldsOut, isoOf, Time } from './schema';
import { fieldsOut } from './views';

/** One decision in a history. */
export const EventView = z
  .object({
    seq: z.number(),
    at: Time,
    type: z.string(),
    actor: z
      .object({ id: z.string(), name: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null: the process itself' }),
    from: z.string().nullable(),
    to: z.string(),
    asked: z.record(z.string(), z.unknown()).meta({ description: 'What the command said, beside its type and fields' }),
    fields: FieldsOut.nullable().meta({ description: 'The fields that the command brought' }),
    words: z.record(z.string(), z.unknown()).meta({ description: 'The comment or the reason that came with it' }),
  })
  .meta({ id: 'HistoryEvent' });

/** What a sale is to start with goes out like other fields. */
function conversionOut(asked: object) {
  const { conversion } = asked as { conversion?: Conversion };
  if (!conversion?.saleFields) return {};
  return { conversion: { ...conversion, saleFields: fieldsOut(conversion.saleFields) } };
}

export function eventView({ at, act, ...event }: HistoryEvent): z.input<typeof EventView> {
  const { type: _, ...rest } = act;
  // How a deal was before its migration is in the history already.
  const { fields = null, back, ...asked } = { fields: undefined, back: undefined, ...rest };
  return {
    ...event,
    at: isoOf(at),
    asked: valuesOut({ ...asked, ...conversionOut(asked), ...(back && { back: true }) }),
    fields: fields && fieldsOut(fields),
  };
}
