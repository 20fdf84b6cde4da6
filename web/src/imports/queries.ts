import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, keyed, NotReached, type Problem, Refused, type Shown, told } from '../api/client';
import { queryClient } from '../api/query';
import { pageOf } from '../parts/LongList';
import type { Shown as ShownRows } from './search';

export type ImportRecord = Shown['ImportRecord'];
export type Import = Shown['Import'];
export type ImportRow = Shown['ImportRow'];
type Typed = Shown['ImportMapping'];
/** With what the API would take by itself said: the form shows it. */
export type Mapping = Typed &
  Required<
    Pick<
      Typed,
      | 'key'
      | 'mode'
      | 'doubles'
      | 'source'
      | 'dates'
      | 'decimal'
      | 'currency'
      | 'amountsIn'
      | 'defaults'
      | 'empty'
      | 'emptyClears'
      | 'spellings'
      | 'owner'
      | 'missingAccounts'
      | 'listPrices'
    >
  >;
export type Entity = Mapping['entity'];
export type Proposals = Shown['ImportProposals'];

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports', 'list'],
  queryFn: ({ pageParam }) => told(api.GET('/imports', { params: { query: pageOf(pageParam) } })),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
});

const UNDER_WAY: readonly string[] = ['previewing', 'running', 'reverting'];
const AGAIN_MS = 1000;
export const isUnderWay = (status: string): boolean => UNDER_WAY.includes(status);

const at = (id: string) => ({ params: { path: { id } } });

/** What was asked of an import, and how it stood then: it begins a moment after. */
const asked = new Map<string, { status: string; at: number }>();
const BEGINS_WITHIN_MS = 60_000;

function isAwaited({ id, status }: Pick<ImportRecord, 'id' | 'status'>): boolean {
  const last = asked.get(id);
  return last !== undefined && last.status === status && Date.now() - last.at < BEGINS_WITHIN_MS;
}

/** One import: how far it is; asked again while it goes on, and until it has begun. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id, 'card'],
    queryFn: () => told(api.GET('/imports/{id}', { params: { path: { id }, query: { limit: 1 } } })),
    refetchInterval: ({ state: { data } }) => (data && (isUnderWay(data.status) || isAwaited(data)) ? AGAIN_MS : false),
  });

export const proposalsQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id, 'proposals'],
    queryFn: () => told(api.GET('/imports/{id}/proposals', at(id))),
  });

/** How a choice of rows is asked for. */
function askedRows(rows: ShownRows) {
  if (rows === 'LikelyDouble') return { code: rows };
  if (rows.startsWith('would ')) return { would: rows.slice('would '.length) };
  return ['taken back', 'changed since', 'in use', 'stays'].includes(rows) ? { back: rows } : { result: rows };
}

export const rowsQuery = (id: string, rows: ShownRows, status: string) =>
  infiniteQueryOptions({
    queryKey: ['imports', id, 'rows', rows, status],
    queryFn: ({ pageParam }) => {
      const query = { ...askedRows(rows), ...pageOf(pageParam) };
      return told(api.GET('/imports/{id}/rows', { params: { path: { id }, query } }));
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

export const rereadImport = (id: string) =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['imports', id] }),
    queryClient.invalidateQueries({ queryKey: ['imports', 'list'] }),
  ]);

export type Steering = 'preview' | 'run' | 'revert' | 'pause' | 'resume' | 'cancel';
export async function steer(id: string, how: Steering): Promise<ImportRecord> {
  const answer = await told(api.POST(`/imports/{id}/${how}` as '/imports/{id}/run', at(id)));
  asked.set(id, { status: answer.status, at: Date.now() });
  return answer;
}

/** Sends a file as it is; tells how much of it has gone, from 0 to 1. @throws Refused, NotReached */
export function upload(file: File, key: string, gone: (part: number) => void): Promise<Shown['UploadedImport']> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/imports?${new URLSearchParams({ name: file.name })}`);
    for (const [name, value] of Object.entries(keyed(key))) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => gone(total > 0 ? loaded / total : 0));
    request.addEventListener('error', () => reject(new NotReached('Nobody answered')));
    request.addEventListener('load', () =>
      request.status < 300 ? resolve(request.response) : reject(new Refused(request.status, problemOf(request))),
    );
    request.send(file);
  });
}

const problemOf = ({ response, status, statusText }: XMLHttpRequest): Problem =>
  typeof response === 'object' && response !== null && 'code' in response
    ? (response as Problem)
    : { type: 'about:blank', title: statusText, status, code: 'Fault' };
