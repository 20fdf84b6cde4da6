import { createTransport } from 'nodemailer';
import type { Letter } from './letters';
import type { Outcome } from './outcome';

export type SendMail = (letter: Letter) => Promise<Outcome>;

/** How a mail server is spoken to. */
export const transportTo = (smtpUrl: string) =>
  createTransport({
    url: smtpUrl,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    // What a mail is made of is here: nothing in it is fetched from a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });

/** What Message-IDs end with: the domain of whoever the mails are from. */
export const domainOf = (from: string): string => /@([^\s@<>]+)>?$/.exec(from)?.[1] ?? 'dealwright';

/** Makes what sends one letter by SMTP. The same letter has the same Message-ID in each try. */
export function createSendMail({ smtpUrl, from }: { smtpUrl: string; from: string }): SendMail {
  const transport = transportTo(smtpUrl);
  const domain = domainOf(from);
  return async ({ key, to: { name, address }, mail }) => {
    const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
    const message = { from, to: { name, address }, messageId: `<${key}@${domain}>`, headers, ...mail };
    try {
      await transport.sendMail(message);
      return { result: 'sent', said: 'the mail server took it' };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}

/** A server that is away, busy or wrongly set up may be another one later; an address or a letter that it refuses is not. */
export function outcomeOf(error: unknown): Outcome {
  const { code = 'error', responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
  if (responseCode === undefined) return { result: 'again', said: `no answer (${code})`, away: true };
  const forGood = responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
  return { result: forGood ? 'failed' : 'again', said: `the mail server answered ${responseCode}` };
}
