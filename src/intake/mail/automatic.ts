/** Headers by their name in small letters. */
export type Headers = ReadonlyMap<string, string>;

/**
 * Why a mail was written by no person, or to no person: an automatic answer, a newsletter, one that came back. null for a
 * mail that somebody wrote. Such mails make no lead, so that no two machines ever keep each other busy.
 * Source: RFC 3834, RFC 3464, RFC 2919.
 */
export function automaticBecause(headers: Headers, from: string): string | null {
  const submitted = headers.get('auto-submitted')?.trim().toLowerCase();
  if (submitted !== undefined && !submitted.startsWith('no')) return `Auto-Submitted: ${first(submitted)}`;
  const precedence = headers.get('precedence')?.trim().toLowerCase();
  if (precedence !== undefined && /^(bulk|list|junk|auto_reply)$/.test(precedence)) return `Precedence: ${precedence}`;
  if (headers.get('return-path')?.trim() === '<>') return 'It came back: an empty Return-Path';
  if (/^multipart\/report\b/i.test(headers.get('content-type') ?? '')) return 'A report of a mail server';
  if (headers.has('list-id') || headers.has('list-unsubscribe')) return 'A mailing list';
  if (headers.has('x-autoreply') || headers.has('x-autorespond')) return 'An automatic answer';
  const local = from.split('@')[0]?.toLowerCase() ?? '';
  return /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+.=-]|$)/.test(local)
    ? `Sent by ${local}`
    : null;
}

const first = (value: string): string => value.split(/[;\s]/)[0] ?? '';
