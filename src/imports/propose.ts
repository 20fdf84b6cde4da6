import { normalEmail, normalPhone } from '../crm';
import type { Shape } from './files/look';
import { type CellType, type Entity, headingWords, TARGETS } from './targets';

/** What columns seem to be, for one kind of record. */
export interface Proposal {
  entity: Entity;
  /** Column by column, what it seems to be; the rest is left out. */
  columns: Readonly<Record<string, string>>;
  /** What would tell one record from another. */
  key: readonly string[];
  dates: 'day first' | 'month first';
  decimal: '.' | ',';
  /** How well the file fits this kind of record, from 0 to 1. */
  fits: number;
}

/** Which kinds are proposed, in the order in which they are tried: where two fit alike the first is taken. */
const PROPOSED: readonly Entity[] = ['contact', 'account', 'lead', 'sale', 'interaction', 'product', 'person'];

/** What a file could be brought in as, the likeliest first, from the words of its heading and from what is in its cells. */
export function propose({ columns }: Pick<Shape, 'columns'>): Proposal[] {
  const all = PROPOSED.map((entity) => proposeFor(entity, columns));
  return all.filter(({ fits }) => fits > 0).sort((a, b) => b.fits - a.fits);
}

type Columns = Shape['columns'];

function proposeFor(entity: Entity, columns: Columns): Proposal {
  const targets = TARGETS[entity];
  const chosen = new Map<string, string>();
  const taken = new Set<string>();
  // The surest first: a heading's own words, then those that it ends with, then words that it holds, then what its cells look like.
  for (const likes of [byWords, byEnd, byPart, byContent]) {
    for (const column of columns) {
      if (chosen.has(column.name)) continue;
      const target = Object.keys(targets).find(
        (one) => !taken.has(one) && likes(column, targets[one]?.words ?? [], targets[one]?.type ?? 'text'),
      );
      if (target === undefined) continue;
      chosen.set(column.name, target);
      taken.add(target);
    }
  }
  const samples = columns.flatMap((column) => column.samples);
  return {
    entity,
    columns: Object.fromEntries(chosen),
    key: keyOf(entity, taken),
    dates: samples.some((one) => /^\d{1,2}\/(1[3-9]|2\d|3[01])\/\d{4}/.test(one)) ? 'month first' : 'day first',
    decimal:
      samples.filter((one) => /^-?\d[\d\s\u00a0]*,\d{1,2}$/.test(one)).length >
      samples.filter((one) => /^-?\d+\.\d{1,2}$/.test(one)).length
        ? ','
        : '.',
    fits: fitOf(entity, taken, columns.length),
  };
}

type Column = Columns[number];

const byWords = ({ name }: Column, words: readonly string[]): boolean =>
  words.some((word) => headingWords(word) === headingWords(name));

/** Of two words the last says what it is: the `client name` is a name. */
const byEnd = ({ name }: Column, words: readonly string[]): boolean =>
  words.some((word) => headingWords(name).endsWith(` ${headingWords(word)}`));

/** Whole words only: `Client phone` is a phone, `Phoneme` is none. */
const byPart = ({ name }: Column, words: readonly string[]): boolean =>
  words.some((word) => word.length > 3 && ` ${headingWords(name)} `.includes(` ${headingWords(word)} `));

function byContent({ samples }: Column, _: readonly string[], type: CellType): boolean {
  if (samples.length === 0) return false;
  if (type === 'email') return samples.every((one) => normalEmail(one.split(/[;,]/)[0] ?? '') !== null);
  if (type !== 'phone') return false;
  return samples.every(
    (one) =>
      /^[\d\s()+.;,/-]{7,}$/.test(one) &&
      !/^\d{1,2}[./]\d{1,2}[./]\d{2,4}/.test(one) &&
      normalPhone(one.split(/[;,]/)[0] ?? '') !== null,
  );
}

function keyOf(entity: Entity, taken: ReadonlySet<string>): string[] {
  const wanted: Readonly<Record<Entity, readonly string[]>> = {
    account: ['key', 'taxNumber', 'name'],
    contact: ['key', 'email', 'phone', 'name'],
    lead: ['key'],
    sale: ['key'],
    interaction: ['key'],
    product: ['name'],
    person: ['name'],
  };
  return wanted[entity].filter((one) => taken.has(one)).slice(0, 1);
}

/** Marks of one kind of record that others do not have. */
const TELLING: Readonly<Record<Entity, readonly string[]>> = {
  account: ['taxNumber', 'legalName', 'employees', 'foundedYear', 'annualRevenue', 'holding', 'industry'],
  contact: ['lastName', 'firstName', 'birthDate', 'post', 'email', 'phone', 'name', 'email2'],
  lead: ['topic', 'source', 'campaign', 'rating', 'need'],
  sale: ['stage', 'amount', 'closedOn', 'startedOn'],
  interaction: ['at', 'subject', 'kind', 'direction', 'result'],
  product: ['price', 'series'],
  person: ['manager', 'office'],
};

function fitOf(entity: Entity, taken: ReadonlySet<string>, columns: number): number {
  const names = ['lastName', 'firstName'].some((one) => taken.has(one)) ? ['name', 'personName'] : [];
  const missing = Object.entries(TARGETS[entity]).filter(
    ([key, { required }]) => required && !taken.has(key) && !names.includes(key),
  );
  const telling = TELLING[entity].filter((one) => taken.has(one)).length / Math.min(4, TELLING[entity].length);
  const known = taken.size / Math.max(1, columns);
  return Math.max(0, Math.min(1, (known + Math.min(1, telling)) / 2) * 0.6 ** missing.length);
}
