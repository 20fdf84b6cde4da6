import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../src/platform/ports';
import { atEnd } from './at-end';
import { python } from './python';
import { scratchDir } from './scratch';

/** A real CalDAV server (Radicale) of the test's own. Whoever signs in with this password is somebody with calendars there. */
export interface CalDavServer {
  /** Of the server, without a path. */
  url: string;
  password: string;
  /** Makes a calendar of somebody's; gives its address. */
  makeCalendar(user: string, name: string): Promise<string>;
  /** What is in a calendar, by the last part of its address, as its owner's program sees it. */
  entries(user: string, calendar: string): Promise<Record<string, string>>;
  /** Puts an entry there, as its owner's program does. Gives the status. */
  put(user: string, href: string, text: string): Promise<number>;
  remove(user: string, href: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

const PASSWORD = 'a password of calendars';

export async function startCalDav(users: readonly string[]): Promise<CalDavServer> {
  const { path } = await python('radicale');
  const dir = scratchDir();
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(dir, 'users'), users.map((user) => `${user}:${PASSWORD}\n`).join(''));
  const config = [
    ...['[server]', `hosts = 127.0.0.1:${port}`],
    ...['[auth]', 'type = htpasswd', `htpasswd_filename = ${dir}/users`, 'htpasswd_encryption = plain', 'delay = 0'],
    ...['[storage]', `filesystem_folder = ${dir}/collections`],
  ];
  writeFileSync(join(dir, 'config'), `${config.join('\n')}\n`);
  let running: ChildProcess | undefined;
  const ask = (method: string, user: string, href: string, body?: string, headers: Record<string, string> = {}) =>
    fetch(new URL(href, url), {
      method,
      headers: { authorization: `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString('base64')}`, ...headers },
      ...(body !== undefined && { body }),
    });
  const stop = async () => {
    const ending = running;
    running = undefined;
    if (!ending || ending.exitCode !== null) return;
    const over = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGTERM');
    await over;
  };
  atEnd(stop);
  const start = async () => {
    running = spawn(path, ['-m', 'radicale', '--config', join(dir, 'config')], { stdio: 'ignore' });
    for (const end = Date.now() + 60_000; ; await pause(100)) {
      if (await fetch(url, { redirect: 'manual' }).catch(() => null)) return;
      if (Date.now() > end) throw new Error('Radicale did not start.');
    }
  };
  await start();
  return {
    url,
    password: PASSWORD,
    async makeCalendar(user, name) {
      const href = `/${user}/${name}/`;
      const props = `<d:displayname>${name}</d:displayname>`;
      const body = `<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>${props}</d:prop></d:set></c:mkcalendar>`;
      const { status } = await ask('MKCALENDAR', user, href, body);
      if (status !== 201) throw new Error(`The calendar was not made: ${status}`);
      return new URL(href, url).href;
    },
    async entries(user, calendar) {
      const listed = await (await ask('PROPFIND', user, calendar, undefined, { depth: '1' })).text();
      const hrefs = [...listed.matchAll(/<href>([^<]+\.ics)<\/href>/g)].map(([, href = '']) => href);
      const texts = await Promise.all(hrefs.map(async (href) => [href, await (await ask('GET', user, href)).text()]));
      return Object.fromEntries(texts.map(([href = '', text = '']) => [href.split('/').at(-1), text]));
    },
    put: async (user, href, text) => (await ask('PUT', user, href, text, { 'content-type': 'text/calendar' })).status,
    remove: async (user, href) => void (await ask('DELETE', user, href)),
    stop,
    start,
  };
}
