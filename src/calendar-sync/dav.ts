import {
  calendarQuery,
  createAccount,
  createObject,
  type DAVResponse,
  deleteObject,
  fetchCalendars,
  getBasicAuthHeaders,
  propfind,
  updateObject,
} from 'tsdav';
import type { Instant } from '../process';

/** Why a calendar cannot be worked with, in words of ours: servers' own may hold addresses. */
export class CalendarTrouble extends Error {
  override readonly name = 'CalendarTrouble';
  constructor(
    message: string,
    /** What no retry mends by itself: the password, the address. */
    readonly refused = false,
  ) {
    super(message);
  }
}

export interface Login {
  user: string;
  password: string;
}

/** An entry as the server has it. */
export interface Entry {
  etag: string;
  text: string;
}

/** A calendar on somebody's server. */
export interface Dav {
  /** What it says of the collection as it stands; null where it says nothing. */
  mark(): Promise<string | null>;
  /** Addresses and marks of what lies within a time. */
  list(from: Instant, to: Instant): Promise<Map<string, string>>;
  /** null: there is none (any more). */
  get(href: string): Promise<Entry | null>;
  /** Writes an entry; `etag`: only over that state, null: only where there is none. Gives the new mark; null: it was another. */
  put(href: string, text: string, etag: string | null): Promise<string | null>;
  /** Gives whether it is gone: false where it is another than `etag` by now. */
  remove(href: string, etag: string): Promise<boolean>;
  /** The address of a new entry of this name. */
  hrefOf(name: string): string;
}

/** So many entries within the time that is kept in step. */
const MOST_ENTRIES = 5000;

/** The calendars at an address that somebody gave: of the server, of their account, or of one calendar itself. @throws CalendarTrouble */
export async function findCalendars(
  address: string,
  login: Login,
  fetch: typeof globalThis.fetch,
): Promise<{ url: string; name: string }[]> {
  const headers = headersOf(login);
  return orTrouble(async () => {
    const itself = await propfind({
      url: address,
      props: { 'd:resourcetype': {}, 'd:displayname': {} },
      depth: '0',
      headers,
      fetch,
    });
    const [found] = itself;
    mustBeLetIn(found);
    if (found && isCalendar(found))
      return [{ url: withSlash(address), name: nameOf(found.props?.displayname, address) }];
    const account = await createAccount({ account: { serverUrl: address, accountType: 'caldav' }, headers, fetch });
    const calendars = await fetchCalendars({ account, headers, fetch });
    return calendars
      .filter(({ components = [] }) => components.length === 0 || components.includes('VEVENT'))
      .slice(0, 100)
      .map(({ url, displayName }) => ({ url, name: nameOf(displayName, url) }));
  });
}

const isCalendar = ({ props }: DAVResponse): boolean => Object.keys(props?.resourcetype ?? {}).includes('calendar');

/** A text of an answer, which the reader of XML may have made a number or a box of. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const { _cdata: boxed } = Object(value) as { _cdata?: unknown };
  return typeof boxed === 'string' ? boxed : '';
};

function nameOf(said: unknown, url: string): string {
  const last = decodeURIComponent(new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? '');
  return (textOf(said).trim() || last || 'Calendar').slice(0, 200);
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
const headersOf = ({ user, password }: Login) =>
  getBasicAuthHeaders({ username: user, password }) as Record<string, string>;

/** Opens one calendar. */
export function openCalendar(url: string, login: Login, fetch: typeof globalThis.fetch): Dav {
  const headers = headersOf(login);
  const collection = withSlash(url);
  const absolute = (href: string) => new URL(href, collection);
  return {
    mark: () =>
      orTrouble(async () => {
        const props = { 'cs:getctag': {}, 'd:sync-token': {} };
        const [found] = await propfind({ url: collection, props, depth: '0', headers, fetch });
        mustBeLetIn(found);
        return textOf(found?.props?.syncToken) || textOf(found?.props?.getctag) || null;
      }),
    list: (from, to) =>
      orTrouble(async () => {
        const found = await calendarQuery({
          url: collection,
          props: { 'd:getetag': {} },
          filters: timeFilter(from, to),
          depth: '1',
          headers,
          fetch,
        });
        mustBeLetIn(found.length === 1 ? found[0] : undefined);
        const entries = found.filter(({ ok, href, props }) => ok && href && textOf(props?.getetag));
        if (entries.length > MOST_ENTRIES) throw new CalendarTrouble('It holds more entries than are kept in step');
        return new Map(entries.map(({ href, props }) => [absolute(String(href)).pathname, textOf(props?.getetag)]));
      }),
    get: (href) =>
      orTrouble(async () => {
        const response = await fetch(absolute(href), { method: 'GET', headers });
        if (response.status === 404 || response.status === 410) return null;
        mustBeLetIn(response);
        return { etag: response.headers.get('etag') ?? '', text: await response.text() };
      }),
    put: (href, text, etag) =>
      orTrouble(async () => {
        const asked = { url: absolute(href).href, data: text, fetch };
        const type = { 'content-type': 'text/calendar; charset=utf-8' };
        const response =
          etag === null
            ? await createObject({ ...asked, headers: { ...headers, ...type, 'If-None-Match': '*' } })
            : await updateObject({ ...asked, etag, headers: { ...headers, ...type } });
        if (response.status === 412 || (etag !== null && response.status === 404)) return null;
        mustBeLetIn(response);
        return response.headers.get('etag') ?? '';
      }),
    remove: (href, etag) =>
      orTrouble(async () => {
        const response = await deleteObject({ url: absolute(href).href, etag, headers, fetch });
        if (response.status === 412) return false;
        if (response.status !== 404 && response.status !== 410) mustBeLetIn(response);
        return true;
      }),
    hrefOf: (name) => absolute(name).pathname,
  };
}

const utc = (at: Instant): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');

const timeFilter = (from: Instant, to: Instant) => ({
  'comp-filter': {
    _attributes: { name: 'VCALENDAR' },
    'comp-filter': {
      _attributes: { name: 'VEVENT' },
      'time-range': { _attributes: { start: utc(from), end: utc(to) } },
    },
  },
});

function mustBeLetIn(answer: { ok?: boolean; status?: number } | undefined): void {
  if (!answer || answer.ok) return;
  const { status = 0 } = answer;
  if (status === 401 || status === 403) throw new CalendarTrouble('The server refuses the user or the password', true);
  if (status === 404 || status === 410) throw new CalendarTrouble('There is no calendar at this address', true);
  if (status === 207 || status === 0) return;
  throw new CalendarTrouble(`The server answered ${status}`);
}

async function orTrouble<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof CalendarTrouble) throw error;
    const { name, code, message } = Object(error) as { name?: unknown; code?: unknown; message?: unknown };
    if (name === 'OutOfReach') throw new CalendarTrouble('Its address may not be reached from here', true);
    if (name === 'AnswerTooLarge') throw new CalendarTrouble('Its answer is larger than may be let in');
    if (name === 'TimeoutError' || name === 'AbortError') throw new CalendarTrouble('It did not answer in time');
    if (/credentials|401/.test(String(message)))
      throw new CalendarTrouble('The server refuses the user or the password', true);
    if (/cannot find|invalid/i.test(String(message)))
      throw new CalendarTrouble('No calendar was found at this address', true);
    throw new CalendarTrouble(`It cannot be reached (${String(code ?? name ?? 'error')})`);
  }
}
