import { createHash } from 'node:crypto';
import PostalMime, { type Address, addressParser, decodeWords, type Email } from 'postal-mime';
import { safeName } from '../../files';
import type { Instant } from '../../process';
import type { MailContent, Understood } from '../content';
import { line, lines } from '../words';
import { automaticBecause } from './automatic';
import { plainText } from './plain-text';
import { returnedIn } from './report';

/** A larger mail is not read; what its headers say is noted. */
export const MOST_BYTES = 25 * 1024 * 1024;
/** Of one that is posted to us. */
export const MOST_POSTED_BYTES = 10 * 1024 * 1024;
const MOST_TEXT = 100_000;
const MOST_ATTACHED = 50;
const MOST_ANSWERED = 50;
const LIMITS = { maxNestingDepth: 20, maxHeadersSize: 256 * 1024, maxRfc822NestingDepth: 2 };

/**
 * What was understood of a mail. It is told from others by its Message-ID, and one without by what it holds.
 * @throws never: a mail that cannot be read is understood as far as its headers go, and refused
 */
export async function readMail(raw: Uint8Array, now: Instant): Promise<Understood> {
  try {
    return understood(await PostalMime.parse(raw, { ...LIMITS, forceRfc822Attachments: true }), raw, now);
  } catch (error) {
    return unread(raw, raw.length, `It cannot be read: ${line(String((error as Error).message), 200)}`, now);
  }
}

/** The same for a mail of which only the beginning is there, since it is too large. */
export function unread(head: Uint8Array, bytes: number, refused: string, now: Instant): Understood {
  const text =
    Buffer.from(head)
      .toString('latin1')
      .split(/\r?\n\r?\n/)[0] ?? '';
  const known = new Map<string, string>();
  for (const one of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = one.indexOf(':');
    if (colon > 0) known.set(one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim());
  }
  const [sender] = addressParser(known.get('from') ?? '', { flatten: true });
  const messageId = idIn(known.get('message-id')) ?? madeId(head);
  const content: MailContent = {
    kind: 'mail',
    messageId,
    answers: [],
    from: personOf(sender),
    to: [],
    subject: line(decodeWords(known.get('subject') ?? ''), 300),
    text: '',
    cut: true,
    attached: [],
    sentAt: instantOf(known.get('date'), now),
    bytes,
    automatic: null,
  };
  return { key: messageId, content, refused };
}

function understood(mail: Email, raw: Uint8Array, now: Instant): Understood {
  const headers = new Map(mail.headers.map(({ key, value }) => [key, value]));
  const from = personOf(mail.from);
  const messageId = idIn(mail.messageId) ?? madeId(raw);
  const text = lines(mail.text?.trim() ? mail.text : plainText(mail.html ?? ''), MOST_TEXT + 1);
  const attached = mail.attachments.slice(0, MOST_ATTACHED).map(({ filename, mimeType, content }) => ({
    name: safeName(filename ?? (mimeType === 'message/rfc822' ? 'message.eml' : null)),
    type: line(mimeType, 100),
    bytes: typeof content === 'string' ? content.length : content.byteLength,
  }));
  const files = mail.attachments.slice(0, MOST_ATTACHED).flatMap(({ content, related }, n) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
    return related || bytes.length === 0 ? [] : [{ n, bytes }];
  });
  const automatic = automaticBecause(headers, from.address);
  const returned = returnedIn(mail);
  const content: MailContent = {
    kind: 'mail',
    messageId,
    answers: idsIn(`${mail.references ?? ''} ${mail.inReplyTo ?? ''}`).filter((id) => id !== messageId),
    from,
    to: addressesOf([...(mail.to ?? []), ...(mail.cc ?? [])]),
    subject: line(mail.subject ?? '', 300),
    text: text.slice(0, MOST_TEXT),
    cut: text.length > MOST_TEXT || mail.attachments.length > MOST_ATTACHED,
    attached,
    sentAt: instantOf(mail.date, now),
    bytes: raw.length,
    automatic: automatic === null ? null : line(automatic, 200),
    ...(returned && { returned }),
  };
  return {
    key: messageId,
    content,
    ...(files.length > 0 && { files }),
    ...(from.address === '' && { refused: 'It does not say who it is from' }),
  };
}

function personOf(address: Address | undefined): MailContent['from'] {
  const one = address && 'group' in address && address.group ? address.group[0] : address;
  const written = line(one?.address ?? '', 320).toLowerCase();
  return { name: line(one?.name ?? '', 300), address: /^[^\s@]+@[^\s@]+$/.test(written) ? written : '' };
}

const addressesOf = (addresses: readonly Address[]): string[] =>
  addresses
    .flatMap((one) => ('group' in one && one.group ? one.group : [one]))
    .map((one) => personOf(one).address)
    .filter(Boolean)
    .slice(0, 50);

const idsIn = (text: string): string[] => [...new Set(text.match(/<[!-;=?-~]{1,250}>/g) ?? [])].slice(-MOST_ANSWERED);
const idIn = (text: string | undefined): string | undefined => idsIn(text ?? '')[0];
const madeId = (raw: Uint8Array): string => `<${createHash('sha256').update(raw).digest('hex')}@without-id>`;

/** When it says that it was sent; when it came, where it says that of the future or nothing. */
function instantOf(date: string | undefined, now: Instant): string {
  const said = Date.parse(date ?? '');
  return new Date(Number.isNaN(said) || said > now || said < 0 ? now : said).toISOString();
}
