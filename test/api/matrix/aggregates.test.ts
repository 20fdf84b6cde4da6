import { v7 as newId } from 'uuid';
import { createOpenApi, pages, routes } from '../../../src/api';
import { createSettableClock } from '../../../src/platform/clock';
import { serve, startTestApi, type TestApi } from '../../support/api';
import { testPool } from '../../support/database';
import { type Schema, sampleOf } from '../../support/sample-body';
import { roleSees } from '../../support/sight';

type Api = Awaited<ReturnType<typeof startTestApi>>;

const document = JSON.parse(JSON.stringify(createOpenApi('1')));
const { schemas: components } = document.components as { schemas: Record<string, Schema> };
/** By what answers are parted and narrowed: each way of it is asked. */
const WAYS = ['by', 'kind', 'count'];
/**
 * A stream; how much room each colleague has for leads, which is what it is there for; what tells of this process and its requests,
 * and of nobody's records.
 */
const LEFT_OUT = ['/events', '/distribution/people', '/metrics', '/healthz', '/readyz'];

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

/** Addresses of every list, count, report, export and search, made of the documentation: new ones are among them by themselves. */
function addresses(ids: Record<string, string>): string[] {
  const all: string[] = [];
  for (const { method, path, right } of [...routes, ...pages]) {
    if (method !== 'get' || right === 'public' || LEFT_OUT.includes(path)) continue;
    const [, first = '', second, ...rest] = path.split('/');
    const known = ids[first];
    const named = path.includes(':');
    if (named && !(known && second === ':id' && !rest.some((part) => part.startsWith(':')))) continue;
    const at = named ? path.replace(':id', known ?? '') : path;
    const parameters: Parameter[] = document.paths[path.replace(/:(\w+)/g, '{$1}')].get.parameters ?? [];
    const inQuery = parameters.filter((one) => one.in === 'query');
    const needed = inQuery
      .filter(({ required }) => required)
      .map(({ name, schema }) => `${name}=${wordFor(name, schema)}`);
    const ways = inQuery
      .filter(({ name }) => WAYS.includes(name))
      .flatMap(({ name, schema }) => optionsOf(schema).map((option) => `${name}=${option}`));
    for (const way of ['', ...ways]) {
      const query = [...needed.filter((one) => !way || !one.startsWith(`${way.split('=')[0]}=`)), way]
        .filter(Boolean)
        .join('&');
      all.push(query ? `${at}?${query}` : at);
    }
  }
  return all;
}

const wordFor = (name: string, schema: Schema): string =>
  encodeURIComponent(name === 'q' ? 'shared' : String(sampleOf(schema, { components })));

function optionsOf(schema: Schema): string[] {
  const { enum: options, type, anyOf } = schema.$ref ? (components[schema.$ref.split('/').pop() ?? ''] ?? {}) : schema;
  if (options) return options.map(String);
  return anyOf ? anyOf.flatMap(optionsOf) : type === 'boolean' ? ['true'] : [];
}

/** Whoever sees a part only: what they are told does not tell what happens beside it, not even that something does. */
describe('what lies outside of somebody’s sight', () => {
  let api: Api;
  let reader: TestApi;
  let stranger: string;
  const theirs: Record<string, string> = {};

  beforeAll(async () => {
    api = await startTestApi({ engineDeadlineMs: 30_000 });
    const owner = testPool(api.engine.database.ownerUrl);
    stranger = newId();
    const values = [stranger, 'Sam Stranger', 'sam@example.com'];
    await owner.query(`INSERT INTO people (id, name, email, roles) VALUES ($1, $2, $3, '{rep}')`, values);
    await roleSees(owner, 'rep', { reach: 'own' });
    await roleSees(owner, 'manager', { reach: 'team' });
    const clock = createSettableClock(Date.now() + 3_600_000);
    reader = await serve(api.engine.apiPool, api.engine.cast.rep, { clock, checkAnswers: false });
  });

  const as = (person: string) => ({ as: person });

  /** A client, a lead and a sale of somebody, with all that hangs on them; gives their ids. */
  async function dealsOf(person: string): Promise<Record<string, string>> {
    const make = async (path: string, body: object) => {
      const answer = await api.post(path, body, as(person));
      if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const account = await make('/accounts', {
      name: 'shared name',
      ownerId: person,
      phone: '+79035551234',
      industry: 'food',
      country: 'RU',
    });
    const contact = await make('/contacts', {
      name: 'shared person',
      ownerId: person,
      email: 'same@client.example',
      accounts: [{ id: account.id }],
    });
    const lead = await make('/leads', {
      topic: 'shared topic',
      accountId: account.id,
      contactId: contact.id,
      source: 'fair',
      ownerId: person,
    });
    const amount = { amount: '1000.00', currency: 'RUB' };
    const sale = await make('/sales', {
      title: 'shared title',
      accountId: account.id,
      ownerId: person,
      fields: { amount },
    });
    const call = { kind: 'call', direction: 'out', subject: 'shared call', instanceId: sale.id };
    await make('/interactions', { ...call, at: new Date(Date.now() - 60_000).toISOString() });
    const planned = await make('/interactions', {
      ...call,
      status: 'planned',
      plannedFor: new Date(Date.now() + 86_400_000).toISOString(),
    });
    await make('/touches', {
      leadId: lead.id,
      kind: 'opened',
      source: 'fair',
      activityAt: new Date(Date.now() - 60_000).toISOString(),
    });
    await make('/tasks', {
      instanceId: sale.id,
      title: 'shared task',
      personId: person,
      dueAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
    });
    await make('/views', { entity: 'lead', name: `shared view of ${person}` });
    return {
      leads: lead.id,
      sales: sale.id,
      accounts: account.id,
      contacts: contact.id,
      interactions: planned.id,
      tasks: sale.tasks[0].id,
    };
  }

  /** What somebody is told by each address, byte by byte. */
  async function told(person: string, asked: readonly string[]): Promise<Map<string, string>> {
    const answers = new Map<string, string>();
    const left = [...asked];
    const ask = async () => {
      for (let address = left.pop(); address !== undefined; address = left.pop()) {
        const { status, body } = await reader.get(address, as(person));
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        answers.set(address, `${status} ${text.replaceAll(/"asOf":"[^"]*"/g, '')}`);
      }
    };
    await Promise.all(Array.from({ length: 4 }, ask));
    return answers;
  }

  /** Makes, changes, moves and takes away rows that are neither the rep's nor the manager's. */
  async function happen(): Promise<void> {
    const more = await dealsOf(stranger);
    const done = async (answer: Promise<{ status: number; body: unknown }>) => {
      const { status, body } = await answer;
      if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
    };
    const mine = as(stranger);
    const { body: card } = await api.get(`/accounts/${theirs.accounts}`, mine);
    await done(
      api.put(
        `/accounts/${theirs.accounts}`,
        { name: 'shared other', ownerId: stranger, revision: card.revision },
        mine,
      ),
    );
    await done(api.patch(`/leads/${theirs.leads}`, { topic: 'shared changed' }, mine));
    const wait = { type: 'wait', reason: 'budget', until: new Date(Date.now() + 86_400_000).toISOString() };
    await done(api.post(`/sales/${theirs.sales}/commands`, wait, mine));
    await done(api.post('/accounts/merges', { survivor: theirs.accounts, doubles: [more.accounts] }, mine));
    await done(api.post(`/interactions/${theirs.interactions}/cancel`, { reason: 'x' }, mine));
    const owner = testPool(api.engine.database.ownerUrl);
    await owner.query('DELETE FROM touches WHERE lead_id = $1', [theirs.leads]);
    await owner.query('DELETE FROM interactions WHERE id = $1', [more.interactions]);
  }

  it('changes no list, count, report, export or search of theirs', async () => {
    const { rep, manager, colleague } = api.engine.cast;
    const mine = await dealsOf(rep);
    await dealsOf(colleague);
    Object.assign(theirs, await dealsOf(stranger));
    const asked = addresses(mine);
    const before = new Map<string, Map<string, string>>();
    for (const person of [rep, manager]) before.set(person, await told(person, asked));
    await happen();
    const changed: string[] = [];
    for (const [name, person] of Object.entries({ rep, manager })) {
      const now = await told(person, asked);
      for (const address of asked) {
        const was = before.get(person)?.get(address);
        if (was?.startsWith('500')) changed.push(`${name} ${address}: ${was.slice(0, 300)}`);
        else if (was !== now.get(address))
          changed.push(`${name} ${address}: ${difference(was ?? '', now.get(address) ?? '')}`);
      }
    }
    expect(changed).toEqual([]);
    const answered = [...(before.get(rep) ?? [])].filter(([, text]) => text.startsWith('200')).length;
    expect(answered).toBeGreaterThan(100);
  }, 600_000);

  it('does change those of who sees it, so that the test above can fail', async () => {
    const asked = ['/leads?count=true', '/sales?count=true', '/accounts?count=true', '/insight/funnel'];
    const before = await told(stranger, asked);
    await dealsOf(stranger);
    const now = await told(stranger, asked);
    expect(asked.filter((address) => before.get(address) === now.get(address))).toEqual([]);
  });
});

/** Where two texts part. */
function difference(one: string, other: string): string {
  let n = 0;
  while (one[n] === other[n]) n += 1;
  return `${one.slice(Math.max(0, n - 80), n + 120)} => ${other.slice(Math.max(0, n - 80), n + 120)}`;
}
