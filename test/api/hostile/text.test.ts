import pino from 'pino';
import { createOpenApi, routes } from '../../../src/api';
import { type Answer, startTestApi } from '../../support/api';
import { openBrowser } from '../../support/browser';
import { type Schema, sampleOf } from '../../support/sample-body';

/** Stands in every text that is sent, and so in no line of the log. */
const MARK = 'zqxword';
/** What a database, a template, a page, a spreadsheet, a shell, a path, a header or a log could take for an order. */
const HOSTILE = [
  `Robert'); DROP TABLE people; -- ${MARK}`,
  `' OR '1'='1' /* $1 ? :x @y */ ${MARK}`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a template could take for one
  '{{7*7}}${7*7}<%= 7*7 %>#{7*7}{% x %}%{x} zqxword',
  `"><script>alert('${MARK}')</script><img src=x onerror=alert(1)>`,
  `=HYPERLINK("http://a.example/${MARK}";"x")`,
  `../../../etc/passwd; $(id) \`id\` | id ${MARK}`,
  `\u202E\u200B%00%s%n\\u0000\\x00 Set-Cookie: a=b ${MARK}`,
  `__proto__.${MARK}`,
];
const ROLES = ['rep', 'manager', 'sales-ops', 'marketer', 'service', 'administrator', 'integration'];
const PASSWORD = `${MARK} long password`;

interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  body?: Schema;
  params: Record<string, Schema>;
  query: { name: string; schema: Schema }[];
}

/** Every text of every request is replaced by hostile ones, as the documentation of the routes says where there is text. */
describe('hostile text', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const ids: Record<string, string> = {};
  const lines: string[] = [];
  const document = JSON.parse(JSON.stringify(createOpenApi('1')));
  const { schemas: components } = document.components as { schemas: Record<string, Schema> };
  const operations: Operation[] = routes
    // It makes the first person, and there are people here; these end who asks.
    .filter(({ path }) => !/^\/(setup|sign-out|me\/(sessions|password|second-factor))/.test(path))
    .map(({ method, path }) => {
      const declared = document.paths[path.replace(/:(\w+)/g, '{$1}')][method];
      const body = declared.requestBody?.content?.['application/json']?.schema;
      const query = (declared.parameters ?? []).filter((one: { in: string }) => one.in === 'query');
      const inPath = (declared.parameters ?? []).filter((one: { in: string }) => one.in === 'path');
      const params = Object.fromEntries(inPath.map((one: { name: string; schema: Schema }) => [one.name, one.schema]));
      return { params, method: method as Operation['method'], path, body, query };
    });

  beforeAll(async () => {
    const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    api = await startTestApi({ engineDeadlineMs: 30_000, deps: { log } });
    const { rep } = api.engine.cast;
    await api.engine.pool.query('UPDATE people SET roles = $2 WHERE id = $1', [rep, ROLES]);
    const made = async (kind: string, path: string, body: object) => {
      const answer = await api.post(path, body);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      ids[kind] = answer.body.id;
      if (answer.body.tasks?.[0]) ids.task = answer.body.tasks[0].id;
    };
    await made('account', '/accounts', { name: 'A client' });
    await made('contact', '/contacts', { name: 'Somebody', email: 'a@client.example', phone: '+79035551234' });
    await made('lead', '/leads', { topic: 'A lead' });
    await made('sale', '/sales', { title: 'A sale', accountId: ids.account });
    await made('interaction', '/interactions', {
      kind: 'call',
      subject: 'x',
      instanceId: ids.sale,
      status: 'planned',
      plannedFor: soon(),
    });
    await made('source', '/sources', { name: 'A source', kind: 'campaign' }).catch(() => undefined);
    Object.assign(ids, { person: rep, owner: rep, instance: ids.sale });
  });

  const soon = () => new Date(Date.now() + 86_400_000).toISOString();
  /** What is there for a field such as `accountId`; people for all that is nothing else. */
  const idOf = (field: string) => ids[field.replace(/Ids?$/, '')] ?? ids.person ?? '';
  const addressed = ({ path, params }: Operation) =>
    path.replace(/:(\w+)/g, (_, name: string) => {
      const known = /^(id|account)$/.test(name) ? ids[path.split('/')[1]?.replace(/s$/, '') ?? ''] : undefined;
      return known ?? String(sampleOf(params[name] ?? {}, { components, idOf }));
    });
  /** Where there is text in a body, and how much of it. */
  function textsIn(schema: Schema) {
    const places: { place: string; most: number }[] = [];
    const text = (place: string, { maxLength = 200 }: Schema) => `${places.push({ place, most: maxLength })}`;
    sampleOf(schema, { components, idOf, also: () => true, text });
    return places;
  }
  const sent = ({ method }: Operation, path: string, body?: unknown): Promise<Answer> =>
    method === 'get' || method === 'delete' ? api[method](path) : api[method](path, body);

  /** What is wrong with an answer: a fault of ours, or an order that was taken. */
  const faults = (asked: string, { status, headers, body }: Answer): string[] => [
    ...((status >= 500 && body.code !== 'NotSetUp') || status === 429
      ? [`${asked}: ${status} ${JSON.stringify(body)}`]
      : []),
    ...(headers.getSetCookie().length > 0 ? [`${asked}: sets a cookie`] : []),
  ];

  /** What stands in the answer at the place of a text, where that is another than was sent, letter by letter. */
  function changed(place: string, text: string, { status, body }: Answer): unknown[] {
    const told = status < 300 && place.split('.').reduce((value, name) => value?.[name], body);
    // An answer may be of something else that has such a text too: of a task's deal.
    // A key is kept in small letters.
    const kept = place === 'key' ? text.trim().toLowerCase() : text.trim();
    const anywhere = JSON.stringify(body).includes(JSON.stringify(kept));
    return typeof told === 'string' && !anywhere ? [told] : [];
  }

  it('in bodies: each text of each write is kept letter by letter, or refused', async () => {
    const wrong: string[] = [];
    let kept = 0;
    for (const [n, one] of operations.filter(({ body }) => body).entries()) {
      const schema = one.body as Schema;
      for (const [m, { place, most }] of textsIn(schema).entries()) {
        const text = (HOSTILE[(n + m) % HOSTILE.length] ?? '').slice(0, most);
        // With what has to be there, and with nothing more than that text.
        const given = { components, idOf, also: (at: string) => place === at || place.startsWith(`${at}.`) };
        const now = one.method === 'put' ? (await api.get(addressed(one))).body : {};
        const number = (field: string) => (typeof now[field] === 'number' ? now[field] : undefined);
        const body = sampleOf(schema, { ...given, number, text: (at) => (at === place ? text : 'sample') });
        const answer = await sent(one, addressed(one), body);
        if (answer.status < 300) kept += 1;
        const asked = `${one.method} ${one.path} ${place}`;
        wrong.push(...faults(asked, answer), ...changed(place, text, answer).map((told) => `${asked}: ${told}`));
      }
    }
    expect(wrong).toEqual([]);
    expect(kept).toBeGreaterThan(150);
  }, 300_000);

  it('in addresses and questions: they are answered with what there is, or refused', async () => {
    const wrong: string[] = [];
    for (const [n, one] of operations.filter(({ method }) => method === 'get').entries()) {
      const texts = one.query.filter(({ schema }) => schema.type === 'string' && !schema.enum && !schema.format);
      for (const [m, { name }] of texts.entries()) {
        const text = HOSTILE[(n + m) % HOSTILE.length] ?? '';
        const path = `${addressed(one)}?${name}=${encodeURIComponent(text)}`;
        wrong.push(...faults(`${one.path} ${name}`, await sent(one, path)));
      }
      if (one.path.includes(':'))
        for (const text of HOSTILE) {
          const path = one.path.replace(/:\w+/g, encodeURIComponent(text));
          wrong.push(...faults(one.path, await sent(one, path)));
        }
    }
    expect(wrong).toEqual([]);
  }, 300_000);

  it('as it is kept, it stops no list, export, search or report', async () => {
    const wrong: string[] = [];
    for (const one of operations.filter(({ method, path }) => method === 'get' && !path.includes(':')))
      wrong.push(...faults(one.path, await sent(one, one.path)));
    expect(wrong).toEqual([]);
  }, 300_000);

  it('names that every object has are names like any other, and change no object', async () => {
    for (const body of [
      '{"name":"A","__proto__":{"admin":true}}',
      '{"name":"A","constructor":{"prototype":{"admin":true}}}',
      '{"name":"A","custom":{"__proto__":{"admin":true}}}',
      '{"name":"A","custom":{"constructor":"x","toString":"x","hasOwnProperty":"x"}}',
    ])
      expect([body, (await api.post('/accounts', body)).status]).toEqual([body, 400]);
    expect((await api.get('/accounts?__proto__=x')).status).toBe(400);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('JSON that is deep, long, of another charset, packed or no UTF-8 is refused', async () => {
    const deep = (open: string, close: string) => `${open.repeat(20_000)}1${close.repeat(20_000)}`;
    const names = Array.from({ length: 20_000 }, (_, n) => `"n${n}":1`).join();
    const bad: [body: string | Buffer, headers: Record<string, string>, status: number][] = [
      [`{"name":"A","custom":${deep('{"a":', '}')}}`, {}, 400],
      [`{"name":"A","custom":{"a":${deep('[', ']')}}}`, {}, 400],
      [`{${names}}`, {}, 400],
      [Buffer.from([0x7b, 0x22, 0x6e, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {}, 400],
      ['{"name":"a\\u0000b"}', {}, 400],
      ['{"name":"A"}', { 'content-type': 'application/json; charset=utf-16' }, 415],
      ['{"name":"A"}', { 'content-encoding': 'gzip' }, 415],
      ['{"name":"A"}', { 'content-type': 'text/plain' }, 415],
      ['{"name":"A"}', { 'content-type': 'application/json, text/plain' }, 415],
      ['{"name":"A"}', { 'content-type': '' }, 415],
      ['"A"', {}, 400],
      ['{"name":"A",}', {}, 400],
    ];
    const authorization = `Bearer ${await api.token(api.engine.cast.rep)}`;
    for (const [body, more, status] of bad) {
      const headers = { 'content-type': 'application/json', authorization, ...more };
      const answer = await fetch(`${api.url}/api/v1/accounts`, { method: 'POST', headers, body });
      const text = await answer.text();
      expect([String(body).slice(0, 40), more, answer.status]).toEqual([String(body).slice(0, 40), more, status]);
      expect(text.length).toBeLessThan(20_000);
    }
  });

  it('the log tells of all that by route and id alone: no word, address, number, password, token or cookie', async () => {
    const browser = openBrowser(api.url);
    const email = `${MARK}@client.example`;
    await browser.send('POST', '/sign-in', { email, password: PASSWORD });
    await browser.send('POST', '/password/new', { token: `${MARK}token`, password: PASSWORD });
    await browser.send('GET', '/me', undefined, { authorization: `Bearer dw_${MARK}` });
    await browser.send('GET', '/me', undefined, { cookie: `dealwright.session_token=${MARK}` });
    await browser.send('POST', '/inbound/none', { email, phone: '+79035551234' });
    const token = await api.token(api.engine.cast.rep);
    expect(lines.length).toBeGreaterThan(1000);
    const telling = [MARK, token, 'client.example', '5551234', 'Rita', 'rita@', 'DROP TABLE'];
    expect(lines.filter((line) => telling.some((word) => line.includes(word))).slice(0, 5)).toEqual([]);
  });
});
