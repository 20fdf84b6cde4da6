import { domainToASCII } from 'node:url';

/** Providers at whom anybody may have an address: sharing one says nothing of the company. */
const FREE = new Set(
  (
    'gmail.com googlemail.com yahoo.com yahoo.co.uk outlook.com hotmail.com live.com msn.com icloud.com me.com aol.com gmx.de gmx.net ' +
    'web.de proton.me protonmail.com mail.ru bk.ru inbox.ru list.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru'
  ).split(' '),
);

/**
 * An e-mail address in small letters, its domain in ASCII, without `mailto:` and a name around it; null when it is none. What is
 * behind a plus stays: it may be another mailbox.
 */
export function normalEmail(text: string): string | null {
  const bare = (/<([^<>]+)>/.exec(text)?.[1] ?? text)
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase()
    .normalize('NFC');
  const parts = /^([^\s@<>"(),;:]+)@([^\s@]+)$/.exec(bare);
  const domain = domainToASCII(parts?.[2]?.replace(/\.$/, '') ?? '');
  return parts?.[1] && domain.includes('.') && !domain.startsWith('.') ? `${parts[1]}@${domain}` : null;
}

/** The domain of a site or of a company's e-mail address, without `www`; null for a provider's, and where there is none. */
export function normalSite(text: string): string | null {
  const bare = text.trim().toLowerCase();
  const host = bare.includes('@') ? bare.split('@').pop() : bare.replace(/^[a-z]+:\/\//, '').split(/[/?#:]/)[0];
  const domain = domainToASCII(host ?? '')
    .replace(/^www\d?\./, '')
    .replace(/\.$/, '');
  return /^[^\s.]+(\.[^\s.]+)+$/.test(domain) && !FREE.has(domain) ? domain : null;
}
