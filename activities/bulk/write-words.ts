import type { ClientBase } from 'pg';
import { type Cell, copyRows } from './copy-rows';
import type { MadeHistory } from './write-histories';

/** The columns that people type in, by the names that the command inbox keeps them under. */
const COLUMNS = {
  lead: {
    topic: 'topic',
    personName: 'person_name',
    organisation: 'organisation',
    email: 'email',
    phone: 'phone',
    industry: 'industry',
    source: 'source',
    accountId: 'account_id',
    contactId: 'contact_id',
    saleId: 'sale_id',
    externalKey: 'external_key',
    post: 'post',
    need: 'need',
    plans: 'plans',
    country: 'country',
    region: 'region',
    line: 'line',
    language: 'language',
    campaign: 'campaign',
    productId: 'product_id',
  },
  sale: {
    title: 'title',
    accountId: 'account_id',
    contactId: 'contact_id',
    productId: 'product_id',
    source: 'source',
    campaign: 'campaign',
    externalKey: 'external_key',
  },
} as const;

/** Writes the rows of leads and sales that stand beside their instances. */
export async function writeWords(client: ClientBase, made: readonly MadeHistory[]): Promise<void> {
  for (const kind of ['lead', 'sale'] as const) {
    const keys = Object.keys(COLUMNS[kind]);
    const rows = made.filter(({ past }) => past.instance.kind === kind).map((one) => rowOf(one, keys));
    await copyRows(client, `${kind}s`, ['id', 'created_by', 'created_at', ...Object.values(COLUMNS[kind])], rows);
  }
}

const rowOf = ({ past, words, createdBy }: MadeHistory, keys: readonly string[]): Cell[] => [
  past.instance.instanceId,
  createdBy,
  new Date(past.snapshot().startedAt),
  ...keys.map((key) => words[key]),
];
