import type { ContactCard, SqlField } from '../crm';

/** What of a contact a card says. */
export type CardContact = Pick<
  ContactCard,
  'id' | 'name' | 'birthDate' | 'notes' | 'accounts' | 'points' | 'addresses' | 'updatedAt' | 'language'
>;

/**
 * A contact as a vCard 3.0, which mail programs and telephones of every age read. UTF-8, lines folded at 75 bytes.
 * Source: RFC 2426.
 */
export function cardText(contact: CardContact): string {
  const { id, name, birthDate, notes, accounts, points, addresses, updatedAt } = contact;
  const [last = '', first = '', ...middle] = name.split(' ');
  const [work] = accounts;
  const of = (kind: string, property: string) =>
    points.filter((one) => one.kind === kind).map(({ value }) => line(property, value));
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    line('UID', `urn:uuid:${id}`),
    line('FN', name),
    // Which of a name's words is which is not known: as the card has it, the family name first.
    `N:${[last, first, middle.join(' '), '', ''].map(escaped).join(';')}`,
    work && line('ORG', work.name),
    work?.post && line('TITLE', work.post),
    ...of('phone', 'TEL;TYPE=WORK,VOICE'),
    ...of('e-mail', 'EMAIL;TYPE=INTERNET'),
    ...of('site', 'URL'),
    ...addresses.map(
      (one) =>
        `ADR;TYPE=WORK:${['', '', one.line, one.city, one.region, one.postcode, one.country].map((part) => escaped(part ?? '')).join(';')}`,
    ),
    birthDate && line('BDAY', birthDate),
    notes && line('NOTE', notes),
    line('REV', new Date(updatedAt).toISOString()),
    'END:VCARD',
  ]
    .filter((one): one is string => typeof one === 'string' && one !== '')
    .map((one) => `${folded(one)}\r\n`)
    .join('');
}

const line = (property: string, value: string): string => `${property}:${escaped(value)}`;

const escaped = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\r?\n|\r/g, '\\n')
    .replace(/([,;])/g, '\\$1');

const LINE_BYTES = 75;

/** Longer lines go on in the next one, after a blank; no character is cut in two. */
function folded(text: string): string {
  let out = '';
  let bytes = 0;
  for (const letter of text) {
    const size = Buffer.byteLength(letter);
    if (bytes + size > LINE_BYTES) {
      out += '\r\n ';
      bytes = 1;
    }
    out += letter;
    bytes += size;
  }
  return out;
}

/** All that is asked of a list whose cards are read by their ids. */
export const CONTACT_ID: SqlField = {
  key: 'id',
  type: 'text',
  name: { en: 'Id', ru: 'Id' },
  sortable: false,
  sql: { of: 'value', value: 'r.id::text' },
};
