import { createHash } from 'node:crypto';
import type { Instant } from '../process';
import type { FormContent, Understood } from './content';
import { type FormSettings, LEAD_FIELDS, type LeadField } from './settings';
import { line, lines } from './words';

/** What a form that nobody mapped is likely to call things. */
const USUAL: Readonly<Record<string, LeadField>> = {
  fullname: 'name',
  'full-name': 'name',
  mail: 'email',
  'e-mail': 'email',
  tel: 'phone',
  telephone: 'phone',
  company: 'organisation',
  organization: 'organisation',
  position: 'post',
  subject: 'topic',
  message: 'need',
  comment: 'need',
  utm_source: 'source',
  utm_campaign: 'campaign',
};

const MOST_FIELDS = 100;
const LONG = 4000;
const LONGEST: Partial<Record<LeadField, number>> = { need: LONG, email: 320, phone: 100 };

/** What cannot become a lead, by place. */
export interface FormFault {
  path: string;
  message: string;
}

/**
 * What was understood of a submitted form. It is told from others by `id` where its sender gave one, by the field that the
 * source names, else by its content within one day: the same sent twice is one.
 */
export function readForm(
  fields: Readonly<Record<string, unknown>>,
  settings: FormSettings,
  id: string | undefined,
  now: Instant,
): Understood | FormFault[] {
  const given = flat(fields);
  if (given.length > MOST_FIELDS) return [{ path: 'body', message: `Has more than ${MOST_FIELDS} fields` }];
  const content: FormContent = { kind: 'form', words: {}, custom: {}, rest: {}, sentAt: new Date(now).toISOString() };
  for (const [key, value] of given)
    if (key !== settings.honeypot && key !== '_token') take(content, settings, key, value);
  const { name, email, phone, organisation } = content.words;
  const filled = given.some(([key, value]) => key === settings.honeypot && value !== '');
  if (!name && !email && !phone && !organisation)
    return [
      { path: 'body', message: 'Names nobody: a name, an e-mail address, a phone number or an organisation is needed' },
    ];
  const own = settings.dedupe === undefined ? undefined : given.find(([key]) => key === settings.dedupe)?.[1];
  const key = own
    ? `field ${line(own, 200)}`
    : id === undefined
      ? `content ${digest(given, now)}`
      : `id ${line(id, 200)}`;
  return { key, content, ...(filled && { refused: 'A field that people do not see was filled' }) };
}

function take(content: FormContent, { fields }: FormSettings, key: string, value: string): void {
  if (value === '') return;
  const own: string = key.toLowerCase();
  const meant =
    (Object.hasOwn(fields, key) ? fields[key] : undefined) ??
    (isLeadField(own) ? own : Object.hasOwn(USUAL, own) ? USUAL[own] : undefined);
  if (meant?.startsWith('custom.')) content.custom[meant.slice('custom.'.length)] = lines(value, LONG);
  else if (meant === undefined || !isLeadField(meant) || content.words[meant] !== undefined)
    content.rest[line(key, 100)] = lines(value, LONG);
  else content.words[meant] = meant === 'need' ? lines(value, LONG) : line(value, LONGEST[meant] ?? 300);
}

const isLeadField = (key: string): key is LeadField => (LEAD_FIELDS as readonly string[]).includes(key);

/** Values as text, in the order of their names, so that the same content is the same however it was sent. */
function flat(fields: Readonly<Record<string, unknown>>): [string, string][] {
  const text = (value: unknown): string => {
    if (value === null || value === undefined) return '';
    if (Array.isArray(value)) return value.map(text).filter(Boolean).join(', ');
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  return Object.entries(fields)
    .map(([key, value]): [string, string] => [key, text(value).trim()])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const digest = (given: readonly [string, string][], now: Instant): string =>
  createHash('sha256')
    .update(`${new Date(now).toISOString().slice(0, 10)} ${JSON.stringify(given.filter(([, value]) => value !== ''))}`)
    .digest('hex');
