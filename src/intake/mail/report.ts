import type { Email } from 'postal-mime';

/** What a mail server reports of a mail that it could not deliver. */
export interface ReturnedMail {
  /** Message-IDs that stand in what it gives back. */
  messageIds: string[];
  /** Its code (RFC 3463), such as 5.1.1. */
  status: string;
}

const ORIGINAL = new Set(['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers']);
const HEAD_BYTES = 64 * 1024;

/**
 * What a report of a mail server says has failed for good; null for any other mail, and for a report that is only of a delay.
 * Source: RFC 3462, RFC 3464.
 */
export function returnedIn(mail: Email): ReturnedMail | null {
  const report = mail.attachments.find(({ mimeType }) => /^message\/(global-)?delivery-status$/.test(mimeType));
  if (!report) return null;
  const said = headOf(report.content);
  if (!/^action:[ \t]*failed\b/im.test(said)) return null;
  const status = /^status:[ \t]*(\d\.\d{1,3}\.\d{1,3})/im.exec(said)?.[1] ?? '5.0.0';
  const originals = mail.attachments.filter(({ mimeType }) => ORIGINAL.has(mimeType));
  const named = originals.flatMap(
    ({ content }) => /^message-id:\s*(<[!-;=?-~]{1,250}>)/im.exec(headOf(content))?.[1] ?? [],
  );
  return { messageIds: [...named, ...(mail.inReplyTo?.match(/<[!-;=?-~]{1,250}>/g) ?? [])].slice(0, 10), status };
}

const headOf = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === 'string'
    ? content.slice(0, HEAD_BYTES)
    : Buffer.from(content as ArrayBuffer)
        .subarray(0, HEAD_BYTES)
        .toString('latin1');
