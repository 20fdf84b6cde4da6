import { createSendSummaries } from '../../../activities/weekly-summary';
import type { Letter, Outcome } from '../../../src/outbound';
import { type Sample, startSample } from '../../support/sample';
import { repsSee } from '../../support/sight';

jest.setTimeout(180_000);

/** A Monday, half past eight in Moscow, where the office is. */
const NOW = Date.parse('2026-11-23T05:30:00Z');
const HOUR_MS = 3_600_000;

describe('the summary of a week', () => {
  let on: Sample;
  const letters: Letter[] = [];
  let outcome: Outcome = { result: 'sent', said: 'taken' };
  const send = (at: number) =>
    createSendSummaries({
      pool: on.pool,
      clock: { now: () => at },
      sendMail: (letter) => {
        letters.push(letter);
        return Promise.resolve(outcome);
      },
    })();

  beforeAll(async () => {
    on = await startSample(NOW);
  });

  it('comes on Monday morning, once, to whoever leads others: in their language, as text and as PDF', async () => {
    expect(await send(NOW - 3 * HOUR_MS)).toBe(0); // half past five
    outcome = { result: 'again', said: 'no answer', away: true };
    expect(await send(NOW)).toBe(0);
    expect(letters.length).toBe(1); // nor would the others get through
    outcome = { result: 'sent', said: 'taken' };
    const leaders = ['m.grant', 'a.orlova', 'h.carter', 'i.fedorova'];
    const sent = await Promise.all([send(NOW + 60_000), send(NOW + 60_000)]);
    expect(sent.reduce((a, b) => a + b, 0)).toBe(leaders.length);
    expect(await send(NOW + 2 * HOUR_MS)).toBe(0);
    const got = letters.slice(1);
    expect(got.map(({ to }) => to.address).sort()).toEqual(leaders.map((key) => `${key}@dealwright.example`).sort());
    const [again] = letters;
    expect(got.map(({ key }) => key)).toContain(again?.key);
    const orlova = got.find(({ to }) => to.id === on.person('a.orlova'));
    const grant = got.find(({ to }) => to.id === on.person('m.grant'));
    expect(orlova?.mail.subject).toContain('Неделя ваших людей');
    expect(grant?.mail.subject).toContain('The week of your people');
    for (const { mail } of got) {
      const [pdf] = mail.attachments ?? [];
      expect(pdf).toMatchObject({ filename: 'dealwright-2026-11-23.pdf', contentType: 'application/pdf' });
      expect(pdf?.content.subarray(0, 5).toString()).toBe('%PDF-');
      expect(mail.html).toContain('<h1>');
    }
    expect(orlova?.mail.text).toContain('Дмитрий Волков');
    expect(orlova?.mail.text).not.toContain('Priya Nair'); // not one of hers
    expect(grant?.mail.text).toContain('Priya Nair');
  });

  it('comes no more where nothing ran until Wednesday, and not to whoever wants no digests', async () => {
    const week = 7 * 24 * HOUR_MS;
    letters.length = 0;
    await on.pool
      .query(
        `INSERT INTO notice_settings (person_id, settings) VALUES ($1, '{"digest": null}') ON CONFLICT (person_id) DO UPDATE SET settings = excluded.settings`,
        [on.person('h.carter')],
      )
      .catch(() =>
        on.owner.query(`INSERT INTO notice_settings (person_id, settings) VALUES ($1, '{"digest": null}')`, [
          on.person('h.carter'),
        ]),
      );
    expect(await send(NOW + week + 48 * HOUR_MS)).toBe(0);
    expect(await send(NOW + week + 24 * HOUR_MS)).toBe(3);
    const { rows } = await on.pool.query(
      `SELECT status, reason FROM weekly_summaries WHERE person_id = $1 ORDER BY monday DESC LIMIT 1`,
      [on.person('h.carter')],
    );
    expect(rows).toEqual([{ status: 'dropped', reason: 'its reader wants no digests now' }]);
  });

  it('stands in the product as JSON, as a page and on paper; its numbers are those of the reports', async () => {
    const orlova = on.person('a.orlova');
    const { status, body } = await on.get('/insight/weekly?language=en', { as: orlova });
    expect(status).toBe(200);
    expect(body.blocks.map(({ heading }: { heading: string }) => heading)).toEqual([
      'Closed last week',
      'This month',
      'What stands still',
      'Who has how much to do',
    ]);
    const people = ['d.volkov', 'm.lebedeva', 's.novikov', 'e.morozova', 'n.krylova', 'a.orlova']
      .map((key) => `&owner=${on.person(key)}`)
      .join('');
    const month = (await on.get(`/insight/forecast?ahead=1&zone=Europe/Moscow${people}`, { as: orlova })).body.groups[0]
      .periods[0];
    const lines: string[] = body.blocks[1].lines.map(({ text }: { text: string }) => text);
    expect(lines[0]).toContain(`(${month.won.count})`);
    expect(lines[1]).toContain(`(${month.open.count})`);
    const sellers = (await on.get(`/insight/sellers?period=last%20week&zone=Europe/Moscow${people}`, { as: orlova }))
      .body.items;
    for (const [n, { label, won }] of sellers.slice(0, 3).entries())
      expect(body.blocks[0].lines[n].text).toContain(`${label} · won ${won.count} (`);
    expect(sellers.length).toBeGreaterThan(0);
    expect((await on.get('/insight/weekly?as=html', { as: orlova })).body).toContain('Неделя ваших людей');
    const pdf = await on.get('/insight/weekly?as=pdf', { as: orlova });
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  });

  it('what a role hides is in no report: not the money, nor what organisations and leads are cut by; what is said in sentences is not said', async () => {
    await repsSee(on.owner, 'all', {
      fields: { sale: { amount: 'hidden' }, account: { industry: 'hidden' }, lead: { source: 'hidden' } },
    });
    const as = on.person('d.volkov');
    const read = async (path: string) => (await on.get(`/insight/${path}`, { as })).body;
    const [{ periods }] = (await read('forecast?ahead=1')).groups;
    expect([periods[0].open.amount, periods[0].weighted, periods[0].byHistory.amount]).toEqual([null, null, null]);
    expect(periods[0].open.count).toBeGreaterThan(0);
    expect((await read('sellers?period=last%2090%20days')).items[0].won.amount).toBeNull();
    const attributes = (await read('clients/attributes')).items.map(({ key }: { key: string }) => key);
    expect([attributes.includes('region'), attributes.includes('industry')]).toEqual([true, false]);
    for (const path of ['clients?attribute=industry', 'lead-chart?x=source'])
      expect((await on.get(`/insight/${path}`, { as })).status).toBe(400);
    expect((await on.get('/insight/weekly', { as })).status).toBe(403);
    expect((await on.get('/insight/forecast/export?ahead=1', { as })).status).toBe(200);
    await repsSee(on.owner, 'all');
  });

  it('tells a rep who sees their own of nothing else', async () => {
    await repsSee(on.owner, 'own');
    const { body } = await on.get('/insight/weekly', { as: on.person('j.whitfield') });
    const said = JSON.stringify(body);
    expect(said).not.toContain('Priya Nair');
    expect(said).not.toContain('Tom Ashworth');
    await repsSee(on.owner, 'all');
  });
});
