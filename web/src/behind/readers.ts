import { api, type Shown, told } from '../api/client';
import type { LightName } from '../parts/Light';
import { pageOf } from '../parts/LongList';
import type { Both } from '../words';

type Money = { amount: string; currency: string };

/** A thing that a number counts, as a line that people read. */
export interface Behind {
  id: string;
  name: string;
  number?: number | null;
  deal?: { kind: 'sale' | 'lead'; id: string } | null;
  light?: LightName | null;
  money?: Money | null;
  stage?: Both;
  facts: readonly (string | null | undefined)[];
  at?: string | null;
  /** How it was answered, where that is what was counted. */
  answered?: { state: 'answered' | 'waiting' | 'over'; by: string | null };
}

export interface BehindPage {
  items: Behind[];
  next: string | null;
  total?: number | undefined;
  asOf: string;
}

type Query = Record<string, string | string[]>;
type Reader = (query: Query, path: string) => Promise<BehindPage>;

const dealOf = (row: Shown['ListedSale'] | Shown['ListedLead']): Behind => ({
  id: row.id,
  name: 'title' in row ? row.title : row.topic,
  number: row.number,
  deal: { kind: 'title' in row ? 'sale' : 'lead', id: row.id },
  light: row.light,
  money: 'amount' in row ? row.amount : null,
  stage: row.stage.name,
  facts: [row.account?.name, row.owner?.name],
});

/** How many there are is asked with the first page. */
const asked = (query: Query) => {
  const { cursor } = query;
  const page = typeof cursor === 'string' ? pageOf(cursor) : { ...pageOf(''), count: true };
  return { params: { query: { ...page, ...query } as never } };
};

/** What an `opens` may lead to; anything else opens nothing. */
const READERS: readonly [path: RegExp, read: Reader][] = [
  [
    /^\/insight\/deals$/,
    async (query) => {
      const read = await told(api.GET('/insight/deals', asked(query)));
      return { ...read, items: read.items.map(dealOf) };
    },
  ],
  [
    /^\/insight\/workload\/items$/,
    async (query) => {
      const read = await told(api.GET('/insight/workload/items', asked(query)));
      return {
        ...read,
        items: read.items.map(({ id, title, at, instance }) => ({
          id,
          name: title,
          at,
          deal: instance,
          facts: [],
        })),
      };
    },
  ],
  [
    /^\/insight\/incoming\/items$/,
    async (query) => {
      const read = await told(api.GET('/insight/incoming/items', asked(query)));
      return {
        ...read,
        items: read.items.map((one) => ({
          ...{ id: one.id, name: one.subject, at: one.at, deal: one.instance },
          facts: [one.contact?.name, one.owner?.name],
          answered: { state: one.state, by: one.answeredBy?.name ?? null },
        })),
      };
    },
  ],
  [
    /^\/insight\/sources\/([^/]+)\/results$/,
    async (query, path) => {
      const id = path.split('/')[3] ?? '';
      const kind = query.kind === 'lead' ? ('lead' as const) : ('sale' as const);
      const read = await told(
        api.GET('/insight/sources/{id}/results', { params: { path: { id }, query: query as never } }),
      );
      const items = read.items.map((one) => ({
        ...{ id: one.id, name: one.name, number: one.number, at: one.closedAt, deal: { kind, id: one.id } },
        money: one.sharedMoney,
        facts: [`${Math.round(one.share * 1000) / 10} %`],
      }));
      return { items, next: null, total: items.length, asOf: read.asOf };
    },
  ],
  [
    /^\/touches$/,
    async (query) => {
      const read = await told(api.GET('/touches', asked(query)));
      return {
        ...read,
        items: read.items.map((one) => ({
          id: one.id,
          name: one.contact?.name ?? one.account?.name ?? one.lead?.topic ?? '',
          deal: one.lead && { kind: 'lead' as const, id: one.lead.id },
          at: one.activityAt,
          stage: one.source.name,
          facts: [],
        })),
      };
    },
  ],
];

/** Parameters of an address; those that stand several times are lists. */
function queryOf(params: URLSearchParams): Query {
  const query: Query = {};
  for (const key of new Set(params.keys())) {
    const all = params.getAll(key);
    query[key] = all.length === 1 ? (all[0] ?? '') : all;
  }
  return query;
}

/** What reads what stands behind an address, page by page; null where it opens nothing. */
export function readerOf(behind: string): ((cursor: string) => Promise<BehindPage>) | null {
  const [path = '', query = ''] = behind.split(/\?(.*)/s);
  const found = READERS.find(([known]) => known.test(path));
  if (!found) return null;
  const params = queryOf(new URLSearchParams(query));
  return (cursor) => found[1]({ ...params, ...(cursor && { cursor }) }, path);
}
