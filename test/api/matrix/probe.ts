import { v7 as newId } from 'uuid';
import { createOpenApi, pages, routes } from '../../../src/api';
import { type Schema, sampleOf } from '../../support/sample-body';
import { ASKERS, askedAbout, type Cast, type Which } from './cast';

/** A route as it is probed. */
export interface Probed {
  name: string;
  method: string;
  path: string;
  /** The kind of record that its address names, where the cast has one of each. */
  kind: string | null;
  operation: {
    parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
    requestBody?: { content: Record<string, { schema: Schema }> };
  };
}

const document = JSON.parse(JSON.stringify(createOpenApi('1')));
const { schemas: components } = document.components as { schemas: Record<string, Schema> };
const KINDS: Readonly<Record<string, string>> = {
  leads: 'lead',
  sales: 'sale',
  accounts: 'account',
  contacts: 'contact',
  tasks: 'task',
  interactions: 'interaction',
  views: 'view',
};

/** Of the table's first column, and of the widest cell. */
const NAME_WIDTH = 62;
const WIDEST = 5;

/** Every route and page, in the order of the documentation. */
export const probed: readonly Probed[] = [...routes, ...pages].map(({ method, path }) => {
  const [, first = '', second] = path.split('/');
  const kind = second === ':id' ? (KINDS[first] ?? null) : null;
  const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')][method];
  return { name: `${method.toUpperCase().padEnd(7)} ${path}`, method: method.toUpperCase(), path, kind, operation };
});

/** Bodies that say what a schema cannot: what a route looks at before it looks for the record. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /leads/:id/commands': { type: 'resume' },
  'POST /sales/:id/commands': { type: 'resume' },
  ...Object.fromEntries(
    ['leads', 'sales', 'accounts', 'contacts'].map((kind) => [
      `POST /${kind}/:id/shares`,
      { team: 'nobody', may: 'read' },
    ]),
  ),
};

/** Sends one request as somebody, about one record; gives what they were told, in a word. */
export async function probe(url: string, one: Probed, cast: Cast, asker: string, which: Which): Promise<string> {
  const { parameters = [], requestBody } = one.operation;
  const records = cast.records[which];
  const mine = cast.records.own;
  const idOf = (field: string) => mine[field.replace(/Ids?$/, '')] ?? newId();
  const value = (name: string, schema: Schema) =>
    encodeURIComponent(
      (name === 'id' && one.kind) || name === 'account'
        ? (records[name === 'id' ? (one.kind ?? '') : 'account'] ?? '')
        : String(sampleOf(schema, { components, idOf })),
    );
  const path = one.path.replace(/:(\w+)/g, (_, name: string) =>
    value(name, parameters.find((p) => p.in === 'path' && p.name === name)?.schema ?? {}),
  );
  const asked = parameters.filter((p) => p.in === 'query' && p.required).map((p) => `${p.name}=${value('', p.schema)}`);
  const schema = requestBody?.content['application/json']?.schema;
  const body = BODIES[`${one.method} ${one.path}`] ?? (schema && sampleOf(schema, { components, idOf }));
  const isFile = one.method === 'POST' && one.path.endsWith('/files');
  if (isFile) asked.push('name=a.txt');
  const sent = isFile ? 'a text' : body === undefined ? undefined : JSON.stringify(body);
  const token = cast.tokens[asker];
  const ended = new AbortController();
  const answer = await fetch(`${url}/api/v1${path}${asked.length > 0 ? `?${asked.join('&')}` : ''}`, {
    ...{ method: one.method, redirect: 'manual', signal: ended.signal },
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(one.method === 'POST' && { 'idempotency-key': newId() }),
      ...(sent !== undefined && { 'content-type': isFile ? 'text/plain' : 'application/json' }),
    },
    ...(sent !== undefined && { body: sent }),
  });
  const problem = answer.headers.get('content-type')?.includes('problem+json') ? await answer.json() : {};
  // The stream of events does not end by itself.
  ended.abort();
  return wordOf(answer.status, problem as { code?: string; detail?: string });
}

/** `+` let in; `-` nothing is there for them; else why not. */
function wordOf(status: number, { code = '', detail = '' }: { code?: string; detail?: string }): string {
  if (code === 'NotSignedIn') return 'out';
  if (status === 404) return '-';
  if (status === 403)
    return code === 'NotAllowed' || code === 'NotOfYourToken' ? 'no' : code === 'SharedToRead' ? 'r' : code;
  if (status === 429 || (status >= 500 && code !== 'NotSetUp')) return `${status} ${detail}`;
  return '+';
}

/** Where requests go: what only reads may be asked at once, what writes is undone after each. */
export interface Servers {
  reading: string;
  writing: string;
  undo(): Promise<void>;
}

/** One line of the table: the route, and a cell for each asker. */
export async function lineOf(servers: Servers, one: Probed, cast: Cast): Promise<string> {
  const cells: string[] = [];
  if (one.method === 'GET')
    cells.push(...(await Promise.all(ASKERS.map((asker) => cellOf(servers, one, cast, asker)))));
  else for (const asker of ASKERS) cells.push(await cellOf(servers, one, cast, asker));
  const padded = cells.map((cell, n) => cell.padEnd(Math.max(WIDEST, ASKERS[n]?.length ?? 0)));
  return [one.name.padEnd(NAME_WIDTH), ...padded].join('  ').trimEnd();
}

async function cellOf({ reading, writing, undo }: Servers, one: Probed, cast: Cast, asker: string): Promise<string> {
  const words: string[] = [];
  for (const which of one.kind ? askedAbout(asker) : (['own'] as const)) {
    words.push(await probe(one.method === 'GET' ? reading : writing, one, cast, asker, which));
    if (one.method !== 'GET') await undo();
    // Without the right nobody gets as far as the record.
    if (words[0] === 'no' || words[0] === 'out') break;
  }
  // Where no record is named, who may come in may come in, whether there is such a thing or not.
  return one.kind ? words.join('') : (words[0] ?? '').replace(/^-$/, '+');
}
