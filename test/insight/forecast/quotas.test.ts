import { v7 as newId } from 'uuid';
import { type Sample, startSample } from '../../support/sample';
import { repsSee } from '../../support/sight';

const NOW = Date.parse('2026-11-25T13:20:00Z');
const rub = (amount: string) => ({ amount, currency: 'RUB' });

describe('quotas', () => {
  let on: Sample;
  const put = (body: object, as?: string) => on.put('/quotas', body, as ? { as } : {});
  const attained = async (query = '', as?: string) => {
    const { status, body } = await on.get(`/insight/attainment?zone=Europe/Moscow&${query}`, as ? { as } : {});
    expect(status).toBe(200);
    return body.items;
  };

  beforeAll(async () => {
    on = await startSample(NOW);
  });

  it('TB-SFA-09: how far a person and a team meet theirs, by month and by quarter, in the base currency', async () => {
    const volkov = on.person('d.volkov');
    const month = { per: 'month', startsOn: '2026-11-01' };
    expect(await put({ person: volkov, ...month, amount: rub('1000000.00') })).toMatchObject({
      status: 200,
      body: { person: { id: volkov }, revision: 1 },
    });
    expect((await put({ team: 'east', per: 'quarter', startsOn: '2026-10-01', amount: rub('0.00') })).status).toBe(200);
    const sums = async (owners: string, from: string, until: string) => {
      const { rows } = await on.pool.query(
        `SELECT i.snapshot -> 'fields' -> 'amount' AS amount FROM process_instances i
         WHERE i.kind = 'sale' AND i.snapshot ->> 'state' = 'closed.won' AND i.snapshot ->> 'owner' IN (${owners})
           AND to_timestamp((i.snapshot ->> 'closedAt')::float8 / 1000) >= $1::timestamptz AND to_timestamp((i.snapshot ->> 'closedAt')::float8 / 1000) < $2::timestamptz`,
        [from, until],
      );
      const rates = await on.pool.query(
        `SELECT DISTINCT ON (currency) trim(currency) AS currency, rate::float8 AS rate FROM exchange_rates WHERE "from" <= current_date ORDER BY currency, "from" DESC`,
      );
      const rateOf = (currency: string) =>
        currency === 'RUB' ? 1 : rates.rows.find((row) => row.currency === currency)?.rate;
      return {
        count: rows.length,
        minor: rows.reduce((all, { amount }) => all + Math.round(amount.minor * rateOf(amount.currency)), 0),
      };
    };
    const [mine] = await attained('ahead=1');
    const won = await sums(`'${volkov}'`, '2026-11-01T00:00:00+03', '2026-12-01T00:00:00+03');
    expect(mine.won.count).toBe(won.count);
    expect(Math.round(Number(mine.won.amount.amount) * 100)).toBe(won.minor);
    expect(mine.attained).toBeCloseTo(won.minor / 100_000_000, 4);
    expect(Number(mine.missing.amount)).toBe(Math.max(0, 1_000_000 - won.minor / 100));
    const [team] = await attained('per=quarter&ahead=1');
    const members = `SELECT m.person_id::text FROM team_members m JOIN teams t ON t.id = m.team_id WHERE t.key = 'east'`;
    const all = await sums(members, '2026-10-01T00:00:00+03', '2027-01-01T00:00:00+03');
    expect([team.won.count, Math.round(Number(team.won.amount.amount) * 100)]).toEqual([all.count, all.minor]);
    expect(team).toMatchObject({ quota: { team: { key: 'east' } }, attained: null });
    expect(all.count).toBeGreaterThan(0);
  });

  it('one that somebody else has changed meanwhile is not written over; one in another currency, or of no month, is refused', async () => {
    const of = { person: on.person('m.lebedeva'), per: 'month', startsOn: '2026-12-01' };
    await put({ ...of, amount: rub('10.00') });
    expect(await put({ ...of, amount: rub('20.00') })).toMatchObject({ status: 409, body: { code: 'MovedOn' } });
    expect(await put({ ...of, amount: rub('30.00'), revision: 1 })).toMatchObject({
      body: { revision: 2, amount: rub('30.00') },
    });
    expect(await put({ ...of, amount: { amount: '1.00', currency: 'EUR' } })).toMatchObject({ status: 400 });
    expect(await put({ ...of, startsOn: '2026-12-02', amount: rub('1.00') })).toMatchObject({ status: 400 });
    expect(await put({ ...of, person: newId(), amount: rub('1.00') })).toMatchObject({ status: 404 });
    expect(await put({ ...of, amount: rub('1.00'), revision: 2 }, of.person)).toMatchObject({ status: 403 });
    const { items } = (await on.get('/quotas?from=2026-12-01&until=2027-01-01')).body;
    expect(items.length).toBe(1);
    expect((await on.delete(`/quotas/${items[0].id}`)).body).toEqual({ removed: true });
    expect((await on.delete(`/quotas/${items[0].id}`)).status).toBe(404);
  });

  it('a rep who sees their own sees their own quota, and no team’s', async () => {
    await repsSee(on.owner, 'own');
    const volkov = on.person('d.volkov');
    expect(
      (await on.get('/quotas', { as: volkov })).body.items.map(({ person }: { person: { id: string } }) => person?.id),
    ).toEqual([volkov]);
    expect((await attained('per=quarter&ahead=1', volkov)).length).toBe(0);
    await repsSee(on.owner, 'all');
  });
});
