import type { Clock, Definition, Instant, Money, Snapshot } from '../process';
import { formatMoney } from '../process/fields/money';
import type { MailValues } from './render';
import type { Language } from './template';

/** What a mail tells about: a deal as it stood after the decision that wished for the mail. */
export interface Deal {
  name: string;
  number: number;
  owner: string;
  definition: Definition;
  snapshot: Snapshot;
  /** What the wish is about: a task's key, or one of the subjects that clocks have. */
  subject: string;
}

/** Who reads it. */
export interface Reader {
  name: string;
  language: Language;
  /** Where they work: an IANA zone. */
  zone: string;
}

const NOTHING = '–';
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru-RU' };

/** What the placeholders stand for, as this reader says it. What a deal does not have is a dash. */
export function valuesOf(deal: Deal, { name: person, language, zone }: Reader): MailValues {
  const { definition, snapshot, subject } = deal;
  const task = snapshot.tasks.find(({ key }) => key === subject);
  const kind = task?.task ? definition.stages[task.stage]?.tasks[task.task] : undefined;
  const due = clockOf(snapshot, subject)?.dueAt ?? null;
  const { amount } = snapshot.fields;
  return {
    person,
    deal: deal.name,
    number: String(deal.number),
    owner: deal.owner,
    stage: stageName(definition, task?.stage ?? snapshot.state, language),
    task: kind?.name[language] ?? task?.task ?? NOTHING,
    due: due === null ? NOTHING : instantIn(due, language, zone),
    amount: isMoney(amount) ? moneyIn(amount, language) : NOTHING,
  };
}

function stageName({ stages, closed }: Definition, at: string, language: Language): string {
  const named = stages[at] ?? closed[at.replace(/^closed\./, '')];
  return named?.name[language] ?? at;
}

/** The clock of what the mail is about; the stage's where that has none of its own. */
function clockOf({ tasks, branches, processClock, clock }: Snapshot, subject: string): Clock | null | undefined {
  const task = tasks.find(({ key }) => key === subject);
  if (task) return task.clock;
  if (subject === 'process') return processClock;
  const branch = /^branch (.+)$/.exec(subject)?.[1];
  return branch === undefined ? clock : branches?.[branch]?.clock;
}

function instantIn(at: Instant, language: Language, zone: string): string {
  const format = { dateStyle: 'long', timeStyle: 'short' } as const;
  try {
    return new Intl.DateTimeFormat(LOCALES[language], { ...format, timeZone: zone }).format(at);
  } catch {
    // A zone that this machine does not know.
    return `${new Intl.DateTimeFormat(LOCALES[language], { ...format, timeZone: 'UTC' }).format(at)} UTC`;
  }
}

const isMoney = (value: unknown): value is Money => typeof value === 'object' && value !== null && 'minor' in value;

function moneyIn(money: Money, language: Language): string {
  const options = { style: 'currency', currency: money.currency } as const;
  // As text, so that no digit is lost on the way.
  return new Intl.NumberFormat(LOCALES[language], options).format(formatMoney(money) as `${number}`);
}
