import type { Pool } from 'pg';
import type { Bind, Sight } from '../access';
import type { Instant, Kind } from '../process';
import type { Page, PageRequest } from './cursor';
import { type LeadWords, OWNER, type Ref, type SaleWords, STANDING, WORDS } from './instance-sql';
import { narrowed } from './lists/narrow';
import type { Question } from './lists/question';
import { type Reader, readList } from './lists/read-list';
import type { Standing } from './standing';
import type { Version, Versions } from './versions';

/** What a list of leads or sales may be narrowed to. */
export interface InstanceFilter {
  owner?: string;
  state?: string;
  process?: string;
  open?: boolean;
  result?: string;
  light?: string;
  account?: string;
  contact?: string;
  rating?: string;
  source?: string;
  startedFrom?: Instant;
  startedTo?: Instant;
}

/** A row of a list: everything but tasks and fields, for which the card is opened. */
export interface InstanceRow {
  id: string;
  kind: Kind;
  version: Version;
  standing: Standing;
  words: SaleWords | LeadWords;
  owner: Ref | null;
  /** The columns that were asked for, by key. */
  cells?: Record<string, unknown>;
}

type Source = { pool: Pool; versions: Versions };

/** A question about leads or sales, narrowed by what programs ask for by name. */
export function narrowedInstances(question: Question, filter: InstanceFilter): Question {
  const { owner, state, process, open, result, light, account, contact, rating, source, startedFrom, startedTo } =
    filter;
  const text = (value: string | undefined) => (value === undefined ? undefined : { text: value });
  const id = (value: string | undefined) => (value === undefined ? undefined : { id: value });
  return narrowed(question, {
    owner: id(owner),
    stage: text(state),
    process: text(process),
    open: open === undefined ? undefined : { flag: open },
    result: text(result),
    light: text(light),
    account: id(account),
    contact: id(contact),
    rating: text(rating),
    source: text(source),
    startedAt: { from: startedFrom, before: startedTo },
  });
}

/** A page of leads or sales as their lists show them. */
export async function instancePage(
  { pool, versions }: Source,
  reader: Reader,
  question: Question,
  asked: { page: PageRequest; wording: unknown; sight?: Sight; also?: (bind: Bind) => string },
  now: Instant,
): Promise<Page<InstanceRow>> {
  const kind = question.entity as Kind;
  const select = `${STANDING}, ${WORDS[kind].columns}, ${OWNER} AS owner`;
  const read = await readList<ListRow>(pool, reader, question, { ...asked, select }, now);
  const known = await versions.all(read.items.map((row) => row.versionId));
  return {
    ...read,
    items: read.items.flatMap((row) => rowOf(row, known).map((one) => ({ ...one, cells: row.cells }))),
  };
}

/** What a list's SQL gives for one instance, whichever list it is. */
export type ListRow = (SaleWords | LeadWords) &
  Omit<Standing, 'amount'> & {
    id: string;
    kind: Kind;
    versionId: string;
    amountMinor: number | null;
    currency: string | null;
    owner: Ref | null;
  };

/** A row as lists show it; none in the impossible case that its version is not there. */
export function rowOf(row: ListRow, versions: ReadonlyMap<string, Version>): InstanceRow[] {
  const version = versions.get(row.versionId);
  if (!version) return [];
  const amount = row.amountMinor === null || !row.currency ? null : { minor: row.amountMinor, currency: row.currency };
  return [{ id: row.id, kind: row.kind, version, standing: { ...row, amount }, words: row, owner: row.owner }];
}
