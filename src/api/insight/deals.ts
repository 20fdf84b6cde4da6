import { z } from 'zod';
import { instancePage } from '../../crm';
import { dealSetNamed, dealSets, setSql } from '../../insight';
import { timesOf } from '../instance-lists';
import { columnsOut } from '../list-cells';
import { asked, questionOf, readerOf } from '../list-question';
import { ListedLead, ListedSale } from '../listed';
import { badInput } from '../problem';
import { route } from '../route';
import { counted, isoOf, pageOfItems } from '../schema';
import { checked } from '../to-problem';
import type { LeadRowView, SaleRowView } from '../views';
import { rowView } from '../views';
import { askedBehind, readAsked } from './asked';

const { filter, sort, columns } = asked;

const Cell = z.record(z.string(), z.string());

/** What a number of a report counts, as a list of leads or sales: with their filters, orders and columns on top. */
export const deals = route({
  method: 'get',
  path: '/insight/deals',
  right: 'insight.read',
  personal: true,
  summary: 'The leads or sales behind a number of a report: `opens` of the number is this address, ready to ask',
  description:
    '`set` names what is counted, `at.…` which cell of the report; the others are the question of the report. See docs/reference/reports.md.',
  query: z
    .object({ ...askedBehind, set: z.string().max(100), filter, sort, columns, ...counted })
    .catchall(z.string().max(300)),
  answers: pageOfItems(z.union([ListedSale, ListedLead])),
  handle: async ({ query, actor }, context) => {
    const { set: name, limit, cursor, count, filter, sort, columns, ...rest } = query;
    const set = dealSetNamed(name);
    if (!set)
      throw badInput({
        path: 'query.set',
        message: `Must be one of ${dealSets()
          .map((one) => one.name)
          .join(', ')}`,
      });
    const { question, sight } = await readAsked(context, actor, rest as Parameters<typeof readAsked>[2]);
    const at = checked(set.at, cellOf(rest), 'query.at');
    const { kind } = question;
    const list = await questionOf(context, actor, kind, { filter, sort, columns });
    const page = { limit, cursor, count };
    // A cursor holds the instant as of which it was begun; all else must be the same.
    const wording = { set: name, at, filter, sort, columns, narrow: question.narrow, period: question.period, kind };
    const also = (bind: (value: unknown) => string) => setSql(set, { question, sight, bind }, at);
    const asking = { page, wording, sight, also };
    const read = await instancePage(context, readerOf(actor, question.period.zone), list, asking, question.asOf);
    const times = timesOf(list);
    const items = read.items.map((row) => ({
      ...(rowView(row, read.asOf) as SaleRowView | LeadRowView),
      ...columnsOut(row.cells, times),
    }));
    return { ...read, items, asOf: isoOf(read.asOf) } as never;
  },
});

/** The cell's parameters stand in the address as `at.stage=…`. @throws Problem for what no part of the address is */
function cellOf(rest: Record<string, unknown>): z.output<typeof Cell> {
  const known = new Set(Object.keys(askedBehind));
  const others = Object.entries(rest).filter(([key]) => !known.has(key));
  const [stray] = others.filter(([key]) => !key.startsWith('at.'));
  if (stray) throw badInput({ path: `query.${stray[0]}`, message: 'Unknown' });
  return Cell.parse(Object.fromEntries(others.map(([key, value]) => [key.slice('at.'.length), value])));
}
