import type { Pool } from 'pg';
import { type Person, readPerson, sightOf } from '../access';
import { asHtml, isMailAddress, type Letter, tame } from '../outbound';
import type { Instant, Text } from '../process';
import { overSql } from './over';
import { type NoticeCard, type NoticeRow, noticeOf, noticeSql } from './read';
import { type NoticeWords, readNoticeWords } from './words';

/** So many are said in full; the product has them all. */
const LISTED = 50;

/** What a mail of notices comes to: the letter, or why there is none. */
export type NoticeLetter = { letter: Letter } | { dropped: string };

/** Writes a mail of notices as of now: what is over is left out, and nothing is said of what its reader does not see. */
export async function writeNoticeLetter(
  pool: Pool,
  { id, personId }: { id: string; personId: string },
  now: Instant,
): Promise<NoticeLetter> {
  const person = await readPerson(pool, personId);
  if (!person) return { dropped: 'its reader no longer works here' };
  if (!isMailAddress(person.email)) return { dropped: 'its reader has no usable address' };
  const own = await readNoticeWords(pool);
  const notices = await noticesOf(pool, id, { person, own }, now);
  if (notices.length === 0) return { dropped: 'nothing of it was news any more' };
  const language = person.language === 'ru' ? 'ru' : 'en';
  const name = tame(person.name);
  const text = bodyOf(name, notices, { language, own });
  const mail = { subject: subjectOf(notices, { language, own }), text, html: asHtml(text) };
  return { letter: { key: `notices.${id}`, to: { id: personId, name, address: person.email }, mail, fault: null } };
}

async function noticesOf(
  pool: Pool,
  mailId: string,
  { person, own: { says } }: { person: Person; own: NoticeWords },
  now: Instant,
): Promise<NoticeCard[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const select = noticeSql(await sightOf(pool, person), bind);
  const sql = `${select} WHERE n.mail_id = ${bind(mailId)} AND NOT ${overSql(now, bind)} ORDER BY n.at, n.id`;
  const { rows } = await pool.query<NoticeRow>(sql, values);
  return rows.map((row) => noticeOf({ ...row, says }));
}

type Language = keyof Text;

const WORDS = {
  en: {
    many: (n: number) => `News for you: ${n}`,
    begins: (name: string) => `${name},\n\nthis is new for you:`,
    more: (n: number) => `… and ${n} more.`,
    ends: 'All of it stands in Dealwright under your notices. There you also say what comes by mail, and when.',
  },
  ru: {
    many: (n: number) => `Новое для вас: ${n}`,
    begins: (name: string) => `${name}!\n\nНовое для вас:`,
    more: (n: number) => `… и ещё ${n}.`,
    ends: 'Всё это есть в Dealwright, в ваших уведомлениях. Там же можно выбрать, что и когда присылать по почте.',
  },
} as const;

/** How a mail is worded: in which language, and with which words of the installation's own. */
interface Wording {
  language: Language;
  own: NoticeWords;
}

function subjectOf(notices: readonly NoticeCard[], { language, own }: Wording): string {
  const [only, ...others] = notices;
  if (only && others.length === 0) return tame(only.words[language]);
  return own.subject?.[language].replaceAll('{count}', String(notices.length)) ?? WORDS[language].many(notices.length);
}

/** Names are words, whatever they hold: each notice is one line. */
function bodyOf(name: string, notices: readonly NoticeCard[], { language, own }: Wording): string {
  const { begins, more, ends } = WORDS[language];
  const lines = notices.slice(0, LISTED).map(({ words }) => `- ${tame(words[language])}`);
  if (notices.length > LISTED) lines.push(more(notices.length - LISTED));
  const greeting = own.greeting?.[language].replaceAll('{person}', () => name) ?? begins(name);
  return `${greeting}\n\n${lines.join('\n')}\n\n${own.ending?.[language] ?? ends}\n`;
}
