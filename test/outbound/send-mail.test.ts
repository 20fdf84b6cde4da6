import type { Letter } from '../../src/outbound/letters';
import { renderMail } from '../../src/outbound/render';
import { createSendMail } from '../../src/outbound/send-mail';
import { type MailReceiver, mailHeader, mailReceiver } from '../support/receivers';

const letter = (address = 'anna@example.com', given: Partial<Letter> = {}): Letter => ({
  key: 'wish-1.person-1',
  to: { id: 'person-1', name: 'Anna', address },
  mail: { subject: 'Стеллажи', text: 'Hello', html: '<p>Hello</p>' },
  fault: null,
  ...given,
});

describe('a mail', () => {
  let server: MailReceiver;
  beforeAll(async () => {
    server = await mailReceiver((address) => Number(/^refused-(\d{3})@/.exec(address)?.[1] ?? 0) || null);
  });
  afterAll(() => server.stop());
  const send = (given: Letter) => createSendMail({ smtpUrl: server.smtpUrl, from: 'Deals <deals@example.com>' })(given);
  const last = () => server.received.at(-1) ?? { from: '', to: [], raw: '' };

  it('is taken by a mail server, under the same Message-ID each time', async () => {
    for (let n = 0; n < 2; n += 1) {
      expect(await send(letter())).toEqual({ result: 'sent', said: 'the mail server took it' });
      expect(last()).toMatchObject({ from: 'deals@example.com', to: ['anna@example.com'] });
      expect(mailHeader(last(), 'Message-ID')).toBe('<wish-1.person-1@example.com>');
      expect(mailHeader(last(), 'Auto-Submitted')).toBe('auto-generated');
      expect(mailHeader(last(), 'From')).toBe('Deals <deals@example.com>');
    }
  });

  it("has no header and no receiver of a hostile name's making", async () => {
    const hostile = 'Racks\r\nBcc: all@example.com\r\n\r\nFree money';
    const subject = { en: '{deal}', ru: '{deal}' };
    const values = { deal: hostile, person: '', number: '', stage: '', task: '', owner: '', due: '', amount: '' };
    const mail = renderMail({ name: 'x', subject, text: subject }, 'en', values);
    const to = { id: 'p', name: 'Eve\r\nBcc: all@example.com', address: 'eve@example.com' };
    expect(await send(letter('', { to, mail }))).toMatchObject({ result: 'sent' });
    expect(last().to).toEqual(['eve@example.com']);
    expect(mailHeader(last(), 'Bcc')).toBeUndefined();
    expect(mailHeader(last(), 'Subject')).toBe('Racks Bcc: all@example.com Free money');
  });

  it.each([
    [550, 'failed'],
    [450, 'again'],
  ])('to an address that is refused with %i has %s, and names nobody', async (code, result) => {
    const outcome = await send(letter(`refused-${code}@example.com`));
    expect(outcome).toEqual({ result, said: `the mail server answered ${code}` });
  });

  it('is tried again when the mail server is away', async () => {
    const away = await mailReceiver();
    await away.stop();
    const outcome = await createSendMail({ smtpUrl: away.smtpUrl, from: 'deals@example.com' })(letter());
    expect(outcome).toEqual({ result: 'again', said: 'no answer (ESOCKET)', away: true });
  });
});
