import fc from 'fast-check';
import { htmlOf, pdfOf, sheetOf } from '../../src/crm';
import type { Briefing } from '../../src/crm/briefing/facts';

const NOON = Date.UTC(2026, 10, 20, 12);
const id = '0198a000-0000-7000-8000-000000000001';

/** A briefing in which every word that people type is this one. */
const saying = (word: string, times = 1): Briefing => {
  const many = <T>(one: T): T[] => Array.from({ length: times }, () => one);
  const text = { en: word, ru: word };
  const ref = { id, name: word };
  const deal = { id, kind: 'sale' as const, number: 7, name: word };
  return {
    of: { kind: 'sale', id, name: word },
    account: {
      ...ref,
      ...{
        legalName: `${word}!`,
        curator: ref,
        holding: ref,
        industry: text,
        region: text,
        country: word,
        website: word,
      },
      ...{ phones: [word], employees: 12, annualRevenue: { minor: 1, currency: 'RUB' }, notes: word },
      ...{ relationshipStage: text, importance: text, category: text },
    },
    typed: null,
    people: many({
      ...ref,
      ...{
        email: word,
        phone: word,
        language: 'ru',
        notes: word,
        doNotCall: true,
        channel: 'phone' as const,
        bestHours: word,
      },
      places: [{ account: ref, post: word, role: text }],
      consents: [{ channel: 'e-mail' as const, purpose: 'marketing' as const, given: false, at: NOON }],
    }),
    deals: many({
      ...deal,
      ...{
        process: text,
        stage: { key: 'proposal', name: text },
        open: true,
        light: 'overdue' as const,
        turn: 'client' as const,
      },
      ...{
        signal: { light: 'red' as const, say: text },
        owner: ref,
        product: ref,
        amount: { minor: 1_250_000, currency: 'RUB' },
      },
      ...{
        probabilityPct: 50,
        decisionDate: '2026-12-01',
        dueAt: NOON,
        waitUntil: null,
        waitReason: word,
        need: word,
        plans: word,
      },
      guidance: text,
      tasks: [{ id, name: text, holder: ref, dueAt: NOON, light: 'overdue' as const, outcomes: [text] }],
    }),
    promises: many({ what: 'contact' as const, name: text, kind: 'call', at: NOON, light: null, who: ref, deal }),
    cases: many({
      id,
      kind: 'support',
      direction: 'in',
      at: NOON,
      subject: word,
      result: null,
      contact: ref,
      author: ref,
    }),
    interactions: many({
      id,
      kind: 'call',
      direction: 'in',
      at: NOON,
      subject: word,
      result: word,
      contact: ref,
      author: ref,
    }),
    interests: [{ name: word, times: 2, lastAt: NOON }],
    purchases: [{ number: 3, title: word, amount: null, closedAt: NOON }],
    counts: { openLeads: 0, openSales: 1, wonSales: 1, lostSales: 0, interactions: 3 },
    asOf: NOON,
  };
};

const reader = { name: 'Rita', language: 'en' as const, zone: 'Europe/Moscow' };
const tagsOf = (html: string) => html.match(/<[^>]*>/g);
const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length;

describe('a briefing on a screen and on paper', () => {
  it('shows what people typed as text, whatever it holds: no word makes a mark, a line or a warning of its own', () => {
    const plain = tagsOf(htmlOf(sheetOf(saying('x'), reader)));
    const hostile = fc.oneof(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        '{{7*7}}',
        '</style><b>',
        'a\u202eb\u0000c\nd',
      ),
      fc.string({ unit: 'binary', maxLength: 400 }),
    );
    fc.assert(
      fc.property(hostile, (word) => {
        // What is empty is left out; what is not stands where the plain word did.
        const html = htmlOf(sheetOf(saying(`x${word}`), reader));
        expect(tagsOf(html)).toEqual(plain);
        expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('is in the reader’s language, money and zone', () => {
    const english = JSON.stringify(sheetOf(saying('x'), reader));
    expect(english).toContain('12,500.00 RUB');
    expect(english).toContain('20 Nov 2026, 15:00');
    expect(english).toContain('Do not call');
    expect(english).not.toMatch(/[а-я]/);
    const russian = JSON.stringify(sheetOf(saying('x'), { ...reader, language: 'ru' }));
    expect(russian).toContain('12\u00a0500,00 RUB');
    expect(russian).toContain('20 нояб. 2026 г., 15:00');
    expect(russian).toContain('Не звонить');
  });

  it('takes one page of paper as long as there is no more to say than lists show, and goes on where words are long', async () => {
    expect(pagesOf(await pdfOf(sheetOf(saying('Насос', 6), reader), NOON))).toBe(1);
    const long = 'Длинное слово, сказанное много раз подряд, '.repeat(4);
    expect(pagesOf(await pdfOf(sheetOf(saying(long, 6), reader), NOON))).toBeGreaterThan(1);
  });

  it('can be drawn whatever the words are, and the same briefing gives the same sheet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (word) => {
        const pdf = await pdfOf(sheetOf(saying(word), reader), NOON);
        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      }),
      { numRuns: 15 },
    );
    expect(sheetOf(saying('x'), reader)).toEqual(sheetOf(saying('x'), reader));
  });
});
