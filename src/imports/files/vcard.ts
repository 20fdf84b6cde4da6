import ICAL from 'ical.js';
import iconv from 'iconv-lite';
import { type Bytes, bytesBetween } from './bytes';
import { decoded, type Encoding } from './encoding';
import { FileRefused, LIMITS } from './limits';
import type { FileRow } from './row';

/** What cards are read into: a table like any other, so that the rest of an import knows nothing of cards. */
export const CARD_COLUMNS = [
  'Full name',
  'Last name',
  'First name',
  'Middle name',
  'Organisation',
  'Post',
  'E-mail',
  'E-mail 2',
  'Phone',
  'Phone 2',
  'Phone 3',
  'Address',
  'City',
  'Region',
  'Postcode',
  'Country',
  'Birthday',
  'Site',
  'Note',
  'UID',
] as const;

/** The cards of a file (vCard 2.1, 3 and 4) as rows under a heading. @throws FileRefused */
export async function* cardRows(bytes: Bytes, encoding: Encoding): AsyncGenerator<FileRow> {
  yield { row: 1, cells: CARD_COLUMNS };
  let row = 1;
  for await (const text of cardTexts(decoded(bytesBetween(bytes), encoding))) {
    row += 1;
    yield { row, cells: cellsOf(text, row - 1) };
  }
}

/** Each from BEGIN:VCARD to END:VCARD; one card at a time is held. */
async function* cardTexts(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    for (let end = END.exec(text); end; end = END.exec(text)) {
      const cut = end.index + end[0].length;
      yield text.slice(0, cut).trim();
      text = text.slice(cut);
    }
    if (text.length > LIMITS.cardCharacters * 4)
      throw new FileRefused('A card of the file is too long, or has no end.');
  }
  if (/begin:vcard/i.test(text)) throw new FileRefused('The last card of the file has no end: it was cut short.');
}

const END = /^end:vcard[ \t]*(\r?\n|\r|$(?![\s\S]))/im;

type Property = ICAL.Property;

function cellsOf(text: string, n: number): string[] {
  const card = readCard(text, n);
  const all = (name: string) => card.getAllProperties(name);
  const first = (name: string) => flat(all(name)[0]);
  const [last = '', given = '', middle = ''] = parts(all('n')[0]);
  const [, extended = '', street = '', city = '', region = '', postcode = '', country = ''] = parts(
    byPreference(all('adr'))[0],
  );
  const emails = byPreference(all('email')).map(flat);
  const phones = byPreference(all('tel')).map((one) => flat(one).replace(/^tel:/i, ''));
  const cells = [
    first('fn') || [last, given, middle].filter(Boolean).join(' '),
    last,
    given,
    middle,
    parts(all('org')[0])[0] ?? '',
    first('title') || first('role'),
    emails[0] ?? '',
    emails[1] ?? '',
    phones[0] ?? '',
    phones[1] ?? '',
    phones[2] ?? '',
    [extended, street].filter(Boolean).join(', '),
    city,
    region,
    postcode,
    country,
    birthday(first('bday')),
    first('url'),
    first('note'),
    first('uid'),
  ];
  return cells.map((cell) => cell.trim());
}

function readCard(text: string, n: number): ICAL.Component {
  try {
    const parsed: unknown = ICAL.parse(modern(text));
    const one = Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed[0] : parsed;
    return new ICAL.Component(one as ConstructorParameters<typeof ICAL.Component>[0]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FileRefused(`Card ${n} of the file cannot be read: ${why.slice(0, 200)}`);
  }
}

/** Lines of vCard 2.1 (quoted-printable, their own encoding, types without a name) as vCard 3 has them. Photos are dropped. */
function modern(text: string): string {
  const joined = text.replace(/=\r?\n(?=.)/g, (soft, at: number) => (inQuotedPrintable(text, at) ? '' : soft));
  const lines = joined.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  return lines
    .filter((line) => line !== '' && !/^(item\d+\.)?(photo|logo|sound|key|agent)[;:]/i.test(line))
    .map((line) => line.replace(/^item\d+\./i, ''))
    .map(unquoted)
    .join('\r\n');
}

const inQuotedPrintable = (text: string, at: number): boolean =>
  /quoted-printable[^\n]*(=\r?\n[^\n]*)*$/i.test(text.slice(Math.max(0, at - 4000), at));

function unquoted(line: string): string {
  const colon = line.indexOf(':');
  const [name = '', ...params] = line.slice(0, colon).split(';');
  if (colon < 0 || params.length === 0) return line;
  const charset = params.map((one) => /^charset=(.+)$/i.exec(one)?.[1]).find(Boolean) ?? 'utf-8';
  const quoted = params.some((one) => /quoted-printable/i.test(one));
  const value = line.slice(colon + 1);
  const kept = params.filter((one) => !/^charset=|quoted-printable/i.test(one));
  const named = kept.map((one) => (one.includes('=') ? one : `TYPE=${one}`));
  return `${[name, ...named].join(';')}:${quoted ? fromQuotedPrintable(value, charset) : value}`;
}

function fromQuotedPrintable(value: string, charset: string): string {
  const bytes: number[] = [];
  for (let i = 0; i < value.length; i++) {
    const hex = /^=([0-9a-f]{2})/i.exec(value.slice(i, i + 3))?.[1];
    if (hex === undefined) bytes.push(...Buffer.from(value[i] ?? '', 'utf8'));
    else {
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    }
  }
  const text = iconv.decode(Buffer.from(bytes), iconv.encodingExists(charset) ? charset : 'utf-8');
  return text.replace(/\r?\n/g, '\\n');
}

/** Those that are marked as preferred come first. */
function byPreference(properties: Property[]): Property[] {
  const preferred = (one: Property) => {
    const pref = Number(one.getFirstParameter('pref') || Number.NaN);
    if (!Number.isNaN(pref)) return pref;
    return [one.getParameter('type')].flat().some((type) => String(type).toLowerCase() === 'pref') ? 1 : 101;
  };
  return [...properties].sort((a, b) => preferred(a) - preferred(b));
}

const parts = (property: Property | undefined): string[] => {
  if (!property) return [];
  const value: unknown = property.getFirstValue();
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => [one].flat().map(String).join(', '));
};

const flat = (property: Property | undefined): string => parts(property).join(' ');

/** Cards write 19800517, 1980-05-17 or with a time; one without a year says no day. */
function birthday(text: string): string {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text) ?? [];
  return year === undefined ? '' : `${year}-${month}-${day}`;
}
