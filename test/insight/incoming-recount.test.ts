import { type Sample, startSample } from '../support/sample';

const NOW = Date.parse('2026-11-25T13:20:00Z');
const DAY_MS = 86_400_000;
const FROM = NOW - 180 * DAY_MS;
const SPAN = `from=${new Date(FROM).toISOString()}&to=${new Date(NOW).toISOString()}`;

interface Interaction {
  kind: string;
  direction: string | null;
  at: number;
  result: string | null;
  externalKey: string | null;
  instanceId: string | null;
  contactId: string | null;
  authorId: string | null;
}

interface Deal {
  id: string;
  kind: 'lead' | 'sale';
  open: boolean;
  owner: string;
  saleId: string | null;
  notedBy: string | null;
  at: number;
  contact: string | null;
}

interface Told {
  channel: string;
  state: string;
  by: string | null;
  owner: string | null;
  afterS: number;
}

/** What came in, as code of the test alone says it, over what was held and what leads and sales there are. */
function recount(held: readonly Interaction[], deals: ReadonlyMap<string, Deal>): Told[] {
  const inside = (at: number) => at >= FROM && at < NOW;
  const ours = held.filter(({ direction }) => direction !== 'in').sort((a, b) => a.at - b.at);
  const item = (
    channel: string,
    at: number,
    deal: Deal | undefined,
    contact: string | null,
    atOnce?: string | null,
  ): Told => {
    const later = ours.find(
      (one) =>
        one.at > at &&
        ((deal !== undefined && one.instanceId !== null && [deal.id, deal.saleId].includes(one.instanceId)) ||
          (contact !== null && one.contactId === contact)),
    );
    const answered = atOnce === undefined ? later : { at, authorId: atOnce };
    const waits = deal?.open ?? true;
    return {
      ...{ channel, owner: deal?.owner ?? null, by: answered?.authorId ?? null },
      afterS: answered ? (answered.at - at) / 1000 : -1,
      state: answered ? 'answered' : waits ? 'waiting' : 'over',
    };
  };
  const came = held.filter(
    ({ kind, direction, at }) => direction === 'in' && ['call', 'e-mail', 'form'].includes(kind) && inside(at),
  );
  const spoken = came.map((one) => {
    const deal = deals.get(one.instanceId ?? '');
    const channel = one.kind !== 'call' ? one.kind : one.externalKey?.startsWith('call ') ? 'call' : 'phone';
    const taken = channel === 'call' ? one.result === 'answered' : channel === 'phone' && one.authorId === deal?.owner;
    return item(channel, one.at, deal, one.contactId, taken ? one.authorId : undefined);
  });
  const noted = [...deals.values()].filter(
    ({ id, kind, notedBy, at }) =>
      kind === 'lead' &&
      notedBy !== null &&
      inside(at) &&
      !held.some(({ instanceId, direction }) => instanceId === id && direction === 'in'),
  );
  return [...spoken, ...noted.map((deal) => item('by hand', deal.at, deal, deal.contact))];
}

const counts = (of: readonly Told[]) => {
  const count = (state: string) => of.filter((one) => one.state === state).length;
  return { cameIn: of.length, answered: count('answered'), waiting: count('waiting'), over: count('over') };
};

describe('what came in, recounted', () => {
  let on: Sample;
  let told: Told[];

  beforeAll(async () => {
    on = await startSample(NOW);
    const held = await on.pool.query<Interaction>(
      `SELECT kind, direction, (extract(epoch FROM at) * 1000)::float8 AS at, result, external_key AS "externalKey",
         instance_id AS "instanceId", contact_id AS "contactId", author_id AS "authorId" FROM interactions WHERE status = 'held'`,
    );
    const deals = await on.pool.query<Deal>(
      `SELECT i.id, i.kind, i.snapshot ->> 'closedAt' IS NULL AS open, i.snapshot ->> 'owner' AS owner, l.sale_id AS "saleId",
         l.created_by AS "notedBy", (extract(epoch FROM l.created_at) * 1000)::float8 AS at, l.contact_id AS contact
       FROM process_instances i LEFT JOIN leads l ON l.id = i.id`,
    );
    told = recount(held.rows, new Map(deals.rows.map((deal) => [deal.id, deal])));
  });

  it('DYN-07: by channel, by whom answered and with whom it waits, each number equals a recount and opens its items', async () => {
    const { items } = (await on.get(`/insight/incoming?${SPAN}`)).body;
    expect(told.length).toBeGreaterThan(20);
    expect(items.map(({ channel }: { channel: string }) => channel).sort()).toEqual(
      [...new Set(told.map(({ channel }) => channel))].sort(),
    );
    for (const { channel, by, owners, medianS, ...one } of items) {
      const mine = told.filter((each) => each.channel === channel);
      expect({ channel, ...one }).toMatchObject({ channel, ...counts(mine) });
      const ordered = mine.filter(({ state }) => state === 'answered').map(({ afterS }) => afterS);
      ordered.sort((a, b) => a - b);
      const place = (ordered.length - 1) / 2;
      const middle = ((ordered[Math.floor(place)] ?? 0) + (ordered[Math.ceil(place)] ?? 0)) / 2;
      expect([channel, medianS]).toEqual([channel, ordered.length === 0 ? null : Math.round(middle)]);
      for (const { person, answered } of by)
        expect(answered).toBe(
          mine.filter((each) => each.state === 'answered' && each.by === (person?.id ?? null)).length,
        );
      for (const { person, ...numbers } of owners)
        expect(numbers).toEqual(counts(mine.filter(({ owner }) => owner === (person?.id ?? null))));
      for (const state of ['answered', 'waiting', 'over'] as const) {
        const at = `/insight/incoming/items?${SPAN}&limit=500&channel=${encodeURIComponent(channel)}&state=${state}`;
        expect([channel, state, (await on.get(at)).body.items.length]).toEqual([channel, state, one[state]]);
      }
    }
  });
});
