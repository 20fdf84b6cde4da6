import type { Pool } from 'pg';
import type { Instant } from '../process';
import type { Attached, CallContent, Content, FormContent, MailContent } from './content';
import { type Marks, marksOf } from './match';
import type { Configured } from './settings';
import { line } from './words';

/** The interaction that is to be written down. */
export interface Note {
  kind: 'call' | 'e-mail' | 'form';
  direction: 'in' | 'out';
  at: Instant;
  subject: string;
  body: string;
  result: string | null;
  durationS: number | null;
  /** Known to others too: a Message-ID, a call's id. Else the message's own id tells it. */
  externalKey: string | null;
  thread: string | null;
  authorId: string | null;
}

/** What came in, whatever it came by. */
export interface Incoming {
  marks: Marks;
  /** The words of the lead that it may become. */
  record: Record<string, string>;
  custom: Readonly<Record<string, string>>;
  note: Note;
  /** Why nobody unknown becomes a lead by it; null: they do. */
  noLead: string | null;
  /** Whether it means that somebody of ours was in touch: what `interaction logged` stands for. */
  inTouch: boolean;
}

/** Or why nothing is made of it. */
export type Seen = Incoming | { refused: string };

/** What a kept message says. Only who of us is meant is looked up. `forced`: a person wishes it to be taken in. */
export async function seenAs(
  pool: Pool,
  content: Content,
  source: Configured & { name: string },
  forced: boolean,
): Promise<Seen> {
  if (content.kind === 'form') return form(content, source);
  if (content.kind === 'call') return call(content, source, await personOf(pool, content.agent ?? ''));
  if (content.automatic !== null && !forced) return { refused: content.automatic };
  return mail(content, source, await personOf(pool, content.from.address));
}

const spoken = ({ settings }: Configured, en: string, ru: string): string => (settings.language === 'ru' ? ru : en);

/** What is known of each lead from a source. */
function wordsOf({ settings, name }: Configured & { name: string }, own: Readonly<Record<string, string | undefined>>) {
  const { campaign, line: business, language, country, source = name } = settings;
  const all = { source, campaign, line: business, language, country, ...present(own) };
  return present(all);
}

const present = (words: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(words).filter((entry): entry is [string, string] => Boolean(entry[1])));

function form(content: FormContent, source: Configured & { name: string }): Incoming {
  const { name, topic, ...words } = content.words;
  const subject = topic ?? source.settings.topic ?? spoken(source, `Form ${source.name}`, `Форма ${source.name}`);
  const rest = Object.entries(content.rest).map(([key, value]) => `${key}: ${value}`);
  return {
    marks: marksOf(words, words.country?.length === 2 ? words.country : source.settings.country),
    record: wordsOf(source, { ...words, personName: name, topic: subject }),
    custom: content.custom,
    note: {
      ...NOTHING,
      kind: 'form',
      direction: 'in',
      at: Date.parse(content.sentAt),
      subject,
      body: [words.need, ...rest].filter(Boolean).join('\n'),
    },
    noLead: null,
    inTouch: false,
  };
}

const NOTHING = { result: null, durationS: null, externalKey: null, thread: null, authorId: null };

function mail(content: MailContent, source: Configured & { name: string }, ours: string | null): Seen {
  const noteOurs = source.kind === 'mail' && source.settings.noteOurs;
  if (ours !== null && !noteOurs) return { refused: 'From one of us' };
  const { from, messageId, answers, text, attached } = content;
  const subject = content.subject || spoken(source, 'Without a subject', 'Без темы');
  const note: Note = {
    ...NOTHING,
    kind: 'e-mail',
    direction: ours === null ? 'in' : 'out',
    at: Date.parse(content.sentAt),
    subject,
    body: [text, ...(content.cut ? ['[…]'] : []), ...attached.map(fileLine)].join('\n'),
    externalKey: messageId,
    thread: answers[0] ?? messageId,
    authorId: ours,
  };
  const other = ours === null ? from.address : content.to[0];
  const topic = subject.replace(/^((re|fwd?|aw|wg|на|отв)(\[\d+\])?:\s*)+/i, '') || subject;
  return {
    marks: marksOf({ email: other }, source.settings.country, answers),
    record: wordsOf(source, { topic, personName: from.name, email: from.address, need: line(text, 2000) }),
    custom: {},
    note,
    noLead: ours === null ? null : 'From one of us, to nobody known',
    inTouch: ours !== null,
  };
}

const fileLine = ({ name, type, bytes, refused }: Attached): string =>
  `[${name}, ${type}, ${Math.ceil(bytes / 1024)} KiB${refused === undefined ? '' : `; not kept: ${refused}`}]`;

function call(content: CallContent, source: Configured & { name: string }, ours: string | null): Incoming {
  const { direction, event, from, to, recording, durationS } = content;
  const other = direction === 'in' ? from : to;
  const externalKey = `call ${source.name} ${content.call}`;
  const subject =
    direction === 'in'
      ? spoken(source, `Call from ${other}`, `Звонок с ${other}`)
      : spoken(source, `Call to ${other}`, `Звонок на ${other}`);
  return {
    marks: marksOf({ phone: other }, source.settings.country, [externalKey]),
    record: wordsOf(source, { topic: source.settings.topic ?? subject, phone: other }),
    custom: {},
    note: {
      kind: 'call',
      direction,
      at: Date.parse(content.at),
      subject,
      body: recording ?? '',
      result: event,
      durationS,
      externalKey,
      thread: null,
      authorId: ours,
    },
    noLead: direction === 'in' ? null : 'A call to nobody known',
    inTouch: event === 'answered' || direction === 'out',
  };
}

/** Who of us has an address; null when nobody has. */
async function personOf(pool: Pool, address: string): Promise<string | null> {
  if (address === '') return null;
  const sql = 'SELECT id FROM people WHERE lower(email) = lower($1)';
  const { rows } = await pool.query<{ id: string }>({ name: 'inbound ours', text: sql, values: [address] });
  return rows[0]?.id ?? null;
}
