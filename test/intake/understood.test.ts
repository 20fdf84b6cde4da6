import fc from 'fast-check';
import { safeName } from '../../src/files';
import { createFlood, isFrom, readForm, readMail, SETTINGS } from '../../src/intake';
import { plainText } from '../../src/intake/mail/plain-text';
import { line } from '../../src/intake/words';
import { newSecret, signatureHeaders } from '../../src/outbound';

const NOW = Date.parse('2026-03-02T10:00:00Z');

describe('a signature', () => {
  const secret = newSecret();
  const shownFor = (body: Buffer, at = NOW) => {
    const headers = signatureHeaders(secret, 'id-1', at, body);
    return {
      id: headers['webhook-id'],
      timestamp: headers['webhook-timestamp'],
      signature: headers['webhook-signature'],
    };
  };
  const holds = (body: Buffer, shown: object, now = NOW) => isFrom({ secret, auth: 'signature' }, shown, body, now);

  it('holds for what was signed, byte by byte, and for nothing else', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, flip) => {
          const body = Buffer.from(bytes);
          const shown = shownFor(body);
          const other = Buffer.from(bytes);
          other[at % other.length] = (other[at % other.length] ?? 0) ^ flip;
          return holds(body, shown) && !holds(other, shown) && !holds(body, { ...shown, id: 'id-2' });
        },
      ),
    );
  });

  it('holds five minutes to each side, and not without an instant that is a number', () => {
    const body = Buffer.from('x');
    expect([-5, 5].map((m) => holds(body, shownFor(body), NOW + m * 60_000))).toEqual([true, true]);
    expect([-6, 6].map((m) => holds(body, shownFor(body), NOW + m * 60_000))).toEqual([false, false]);
    expect(holds(body, { ...shownFor(body), timestamp: 'now' })).toBe(false);
    expect(holds(body, {})).toBe(false);
  });

  it('may be one of several, as while a secret is changed', () => {
    const body = Buffer.from('x');
    const shown = shownFor(body);
    expect(holds(body, { ...shown, signature: `v1,AAAA ${shown.signature}` })).toBe(true);
  });

  it('of a source without a secret never holds', () => {
    expect(isFrom({ secret: '', auth: 'token' }, { token: '' }, Buffer.from('x'), NOW)).toBe(false);
  });
});

describe('the dam', () => {
  it('lets so many through in a minute, and says how long to wait', () => {
    const flood = createFlood();
    expect([0, 1, 2, 3].map((n) => flood.wait('a', 3, NOW + n * 1000))).toEqual([null, null, null, 57]);
    expect(flood.wait('b', 3, NOW)).toBeNull();
    expect(flood.wait('a', 3, NOW + 60_000)).toBeNull();
  });

  it('remembers no more senders than told, however many come', () => {
    const flood = createFlood(100);
    for (let n = 0; n < 10_000; n += 1) flood.wait(`sender ${n}`, 3, NOW);
    expect(flood.size).toBe(100);
  });
});

describe('a form', () => {
  const settings = SETTINGS.form.parse({
    ownerId: '00000000-0000-4000-8000-000000000000',
    fields: { q1: 'need', n: 'custom.floors' },
  });
  const read = (fields: Record<string, unknown>, id?: string, now = NOW) => {
    const form = readForm(fields, settings, id, now);
    if (Array.isArray(form)) throw new Error(JSON.stringify(form));
    return form;
  };

  it('loses no word that was sent', () => {
    const word = fc.stringMatching(/^[a-z]{3,10}$/);
    fc.assert(
      fc.property(fc.dictionary(word, word, { maxKeys: 20 }), (fields) => {
        const kept = JSON.stringify(read({ ...fields, name: 'Nina' }).content);
        return Object.entries(fields).every(([key, value]) => key === 'name' || kept.includes(value));
      }),
    );
  });

  it('is the same in whatever order its fields come, on the same day', () => {
    const one = read({ name: 'N', q1: 'a' });
    expect(read({ q1: 'a', name: 'N', empty: '' }).key).toBe(one.key);
    expect(read({ name: 'N', q1: 'b' }).key).not.toBe(one.key);
    expect(read({ name: 'N', q1: 'a' }, undefined, NOW + 24 * 3600_000).key).not.toBe(one.key);
    expect(read({ name: 'N' }, 'k').key).toBe(read({ name: 'M' }, 'k').key);
  });

  it('goes where the source says, then where its fields are called so', () => {
    expect(read({ 'E-Mail': 'a@b.example', Company: 'Acme', q1: 'Wish', n: '3' }).content).toMatchObject({
      words: { email: 'a@b.example', organisation: 'Acme', need: 'Wish' },
      custom: { floors: '3' },
    });
  });
});

describe('a mail', () => {
  it('of whatever bytes is understood or refused, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        const { key, content } = await readMail(bytes, NOW);
        return key.length > 0 && content.kind === 'mail' && !JSON.stringify(content).includes('\\u0000');
      }),
    );
  });

  it('that is nested without end is refused, with what its headers say', async () => {
    const parts = Array.from(
      { length: 100 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    ).join('');
    const raw = Buffer.from(`From: a@b.example\r\nSubject: Deep\r\nMessage-ID: <deep@b.example>\r\n${parts}`);
    expect(await readMail(raw, NOW)).toMatchObject({
      key: '<deep@b.example>',
      refused: expect.stringMatching(/cannot be read/),
      content: { subject: 'Deep' },
    });
  });

  it('of HTML alone gives its words, in linear time', () => {
    expect(plainText('<p>a &amp; b</p><style>x{}</style><script>alert("<p>")</script>1 < 2<br>c&#x41;&bogus;')).toBe(
      '\na & b\n1 < 2\ncA&bogus;',
    );
    expect(plainText('<div>\n<!-- <script> -->x</div>').trim()).toBe('x');
    for (const bomb of ['<', '<!--', '<script>', '&', '<a '].map((part) => part.repeat(200_000)))
      expect(typeof plainText(bomb)).toBe('string');
  });
});

describe('names of files', () => {
  it('hold no folder, nothing unseen, and nothing that a system reads otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeName(name);
        return (
          safe.length > 0 &&
          safe.length <= 151 &&
          !/[/\\<>:"|?*\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(safe) &&
          !safe.startsWith('.')
        );
      }),
    );
    expect(safeName(null)).toBe('unnamed');
    expect(safeName('offer.pdf')).toBe('offer.pdf');
  });

  it('are one line, like everything that is shown as one', () => {
    expect(line('a\r\nBcc: x\u202e', 100)).toBe('a Bcc: x');
  });
});
