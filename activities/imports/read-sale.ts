import { type Fields, type Instant, isClosedState, type LocalDate, type Money } from '../../src/process';
import { formatMoney, parseMoney } from '../../src/process/fields/money';
import { type Calendar, localDateOf } from '../../src/process/time/calendar';
import { type Cells, cellsOf, readDate } from './cells';
import type { Mapping } from './mapping';
import { type Note, rejection } from './note';

/** What a row of a file says a sale is, with every gap filled and every gap noted. */
export interface SalePlan {
  key: string;
  title: string;
  ownerId: string;
  accountId: string | null;
  productId: string | null;
  /** The states it went through; the last is where it is. */
  path: readonly string[];
  /** null: at the import's own instant. */
  startedOn: LocalDate | null;
  closedOn: LocalDate | null;
  fields: Fields;
}

/** What a row is held against. Names are looked up as they are written. */
export interface SaleContext {
  mapping: Mapping;
  calendar: Calendar;
  importAt: Instant;
  /** Whether a state is one in which nothing was sold. */
  isLost(state: string): boolean;
  ownerOf(name: string): string | null;
  accountOf(name: string): string | null;
  productOf(name: string): { id: string; price: Money | null } | null;
}

type Read = { plan: SalePlan; notes: Note[] } | { plan: null; notes: Note[] };
type Field = keyof Mapping['sales']['columns'];

/** Reads one row of a file of sales. A row that no sale can be made of has no plan, and says why. */
export function readSale(raw: Readonly<Record<string, string>>, context: SaleContext): Read {
  const { sales } = context.mapping;
  const cells = cellsOf<Field>(raw, sales);
  const { notes, text } = cells;
  const path = sales.stages[text('stage')];
  const ownerId = readOwner(cells, context);
  if (!path) notes.push(rejection('StageUnknown', 'stage', text('stage')));
  if (!path || ownerId === null) return { plan: null, notes };
  const state = path.at(-1) ?? '';
  const product = readProduct(cells, context);
  const accountId = readAccount(cells, context);
  const dates = readDates(cells, context, path);
  const amount = readAmount(cells, context, state, product?.price ?? null);
  if (context.isLost(state) && text('reason') === '') notes.push(empty('ReasonMissing', 'reason'));
  const values: Fields = { ...dates, amount, product: text('product') || null, reason: text('reason') || null };
  const fields = Object.entries(sales.fields).map(([field, from]) => [
    field,
    from in values ? values[from] : text(from),
  ]);
  const plan: SalePlan = {
    key: text('key'),
    title: [text('product') || text('key'), text('account')].filter(Boolean).join(', '),
    ownerId,
    accountId,
    productId: product?.id ?? null,
    path,
    ...dates,
    fields: Object.fromEntries(fields),
  };
  return { plan, notes };
}

const empty = (code: Note['code'], field: Field, value = ''): Note => ({ code, field, value, done: 'left empty' });

function readOwner({ text, notes }: Cells<Field>, { mapping, ownerOf }: SaleContext): string | null {
  const name = text('owner');
  const owner = ownerOf(name);
  if (owner !== null) return owner;
  const standIn = mapping.sales.defaults.owner;
  const instead = standIn === undefined ? null : ownerOf(standIn);
  if (instead === null || standIn === undefined) notes.push(rejection('OwnerUnknown', 'owner', name));
  else notes.push({ code: 'OwnerUnknown', field: 'owner', value: name, done: 'default', used: standIn, default: true });
  return instead;
}

function readProduct({ text, notes }: Cells<Field>, { productOf }: SaleContext) {
  const name = text('product');
  if (name === '') {
    notes.push(empty('ProductMissing', 'product'));
    return null;
  }
  const product = productOf(name);
  if (!product) notes.push({ code: 'ProductUnknown', field: 'product', value: name, done: 'kept as text' });
  return product;
}

function readAccount({ text, notes }: Cells<Field>, { accountOf }: SaleContext): string | null {
  const name = text('account');
  const account = name === '' ? null : accountOf(name);
  if (account === null)
    notes.push(name === '' ? empty('AccountMissing', 'account') : { ...empty('AccountUnknown', 'account', name) });
  return account;
}

/** An amount from the file; where there is none, the list price if the mapping says so, marked as ours. */
function readAmount(
  { text, notes }: Cells<Field>,
  { mapping, isLost }: SaleContext,
  state: string,
  listPrice: Money | null,
): Money | null {
  const said = text('amount');
  const read = said === '' ? null : parseMoney(said, mapping.currency);
  if (read && read.minor >= 0) return read;
  const mayDefault = mapping.sales.defaults.amount === 'list price' && !isLost(state);
  const used = mayDefault ? listPrice : null;
  const code = said === '' ? 'ValueMissing' : 'ValueUnreadable';
  notes.push(used ? ours(code, 'amount', said, `${formatMoney(used)} ${used.currency}`) : empty(code, 'amount', said));
  return used;
}

const ours = (code: Note['code'], field: Field, value: string, used: string): Note => ({
  code,
  field,
  value,
  done: 'default',
  used,
  default: true,
});

interface Dates {
  startedOn: LocalDate | null;
  closedOn: LocalDate | null;
}

/** The days of start and close. What is closed needs both, and in order; what has left its first stage needs the first. */
function readDates(cells: Cells<Field>, context: SaleContext, path: readonly string[]): Dates {
  const isClosed = isClosedState(path.at(-1) ?? '');
  const { notes } = cells;
  const today = localDateOf(context.calendar, context.importAt);
  const started = readDay(cells, context, 'startedOn', today);
  const closed = readDay(cells, context, 'closedOn', today);
  if (!isClosed) {
    if (closed.day !== null)
      notes.push({ code: 'DateUnexpected', field: 'closedOn', value: closed.said, done: 'ignored' });
    if (started.day === null) notes.push(ours(started.code, 'startedOn', started.said, today));
    return { startedOn: started.day, closedOn: null };
  }
  const closedOn = closed.day ?? started.day ?? today;
  if (closed.day === null) notes.push(ours(closed.code, 'closedOn', closed.said, closedOn));
  if (started.day === null) notes.push(ours(started.code, 'startedOn', started.said, closedOn));
  if (started.day === null || started.day <= closedOn) return { startedOn: started.day ?? closedOn, closedOn };
  notes.push(ours('CloseBeforeStart', 'startedOn', started.said, closedOn));
  return { startedOn: closedOn, closedOn };
}

/** A day of the past; what is none, or is still to come, counts as not given. */
function readDay(
  { text }: Cells<Field>,
  { mapping }: SaleContext,
  field: 'startedOn' | 'closedOn',
  today: LocalDate,
): { day: LocalDate | null; said: string; code: Note['code'] } {
  const said = text(field);
  const day = said === '' ? null : readDate(said, mapping.dates);
  if (said !== '' && day === null) return { day: null, said, code: 'DateUnreadable' };
  if (day !== null && day > today) return { day: null, said, code: 'DateInFuture' };
  return { day, said, code: 'DateMissing' };
}
