/** A browser of a test: it keeps cookies by server, and says of which page its requests are. */
export interface Browser {
  /** Names and values, of one server. */
  cookies(server: string): Map<string, string>;
  send(method: string, address: string, body?: unknown, headers?: Record<string, string>): Promise<Shown>;
}

/** An answer, read whole. */
export interface Shown {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into any answer, and fails where it is not what it says
  body: any;
}

/** Opens a browser on our page at `url`; addresses that begin with a slash are those of our API. */
export function openBrowser(url: string): Browser {
  const jars = new Map<string, Map<string, string>>();
  const cookies = (server: string) => {
    const jar = jars.get(server) ?? new Map<string, string>();
    jars.set(server, jar);
    return jar;
  };
  const send: Browser['send'] = async (method, address, body, headers = {}) => {
    const at = new URL(address.startsWith('/') ? `${url}/api/v1${address}` : address);
    const jar = cookies(at.origin);
    const answer = await fetch(at, {
      method,
      redirect: 'manual',
      headers: { origin: url, cookie: [...jar].map((one) => one.join('=')).join('; '), ...typeOf(body), ...headers },
      ...(body !== undefined && { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
    });
    for (const set of answer.headers.getSetCookie()) keep(jar, set);
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text };
  };
  return { cookies, send };
}

const typeOf = (body: unknown): Record<string, string> =>
  body === undefined || body instanceof URLSearchParams ? {} : { 'content-type': 'application/json' };

function keep(jar: Map<string, string>, set: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
  const over = value === '' || /max-age=0/i.test(set) || /expires=Thu, 01 Jan 1970/i.test(set);
  if (over) jar.delete(name);
  else jar.set(name, value);
}
