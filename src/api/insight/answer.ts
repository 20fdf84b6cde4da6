import { z } from 'zod';
import type { Period, Question } from '../../insight';
import { isoOf, MoneyOut, Text, Time } from '../schema';

/** The address that gives exactly what a number counts. */
export const Opens = z.string().meta({
  id: 'Opens',
  description:
    'The address of the list that this number counts: the same question, the same total, as long as nothing happens in between',
});

/** A number, and what opens behind it. */
export const CountOut = z.object({ count: z.number(), opens: Opens }).meta({ id: 'CountOut' });

/** A number of deals with their money in the base currency, and what opens behind it. */
export const WorthOut = z
  .object({ count: z.number(), amount: MoneyOut.nullable(), opens: Opens })
  .meta({ id: 'WorthOut' });

export const PeriodOut = z.object({ from: Time, until: Time, zone: z.string() }).meta({ id: 'Period' });

/** What every report answers with, beside its figures. */
export const reportAnswer = {
  asOf: Time,
  counts: Text.meta({ description: 'What the report counts, in words' }),
  period: PeriodOut,
  compared: PeriodOut.nullable(),
};

const periodOut = ({ from, until, zone }: Period): z.input<typeof PeriodOut> => ({
  from: isoOf(from),
  until: isoOf(until),
  zone,
});

/** The part of an answer that says what was asked. */
export const answerHead = ({ asOf, period, compared }: Question, counts: z.input<typeof Text>) => ({
  asOf: isoOf(asOf),
  counts,
  period: periodOut(period),
  compared: compared && periodOut(compared),
});
