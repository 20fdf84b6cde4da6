import type { Addressee, AssigneeRule, Due, Duration } from '../definition';
import { parseMoney } from '../fields/money';
import type { FieldValue } from '../types';

/** The short forms of the language, read into what the engine runs; null where a text is none of them. */

/** The most of each unit: no deal is planned for longer than about five years. */
const MOST: Readonly<Record<Duration['unit'], number>> = { minute: 9999, hour: 9999, day: 1000, week: 200 };

/** `3 working days`, `45 minutes`, `2 weeks`. Without `working`, around the clock. */
export function readDuration(text: string): Duration | null {
  const match = /^(\d{1,4}) (working )?(minute|hour|day|week)s?$/.exec(text.trim().replace(/\s+/g, ' '));
  if (!match) return null;
  const amount = Number(match[1]);
  const unit = match[3] as Duration['unit'];
  return amount >= 1 && amount <= MOST[unit] ? { amount, unit, working: match[2] !== undefined } : null;
}

/** `3 working days`, `until decisionDate`, `1 working day before decisionDate`. */
export function readDue(text: string): Due | null {
  const until = /^until ([A-Za-z]\w*)$/.exec(text.trim());
  if (until?.[1]) return { by: 'field', field: until[1] };
  const before = /^(.+) before ([A-Za-z]\w*)$/.exec(text.trim());
  const span = readDuration(before?.[1] ?? text);
  if (!span) return null;
  return before?.[2] ? { by: 'before field', span, field: before[2] } : { by: 'span', span };
}

/** `1 working day later`, or `never` (`later: null`). */
export function readEscalation(text: string): { later: Duration | null } | null {
  if (text.trim() === 'never') return { later: null };
  const [, span] = /^(.+) later$/.exec(text.trim()) ?? [];
  const later = span ? readDuration(span) : null;
  return later && { later };
}

/** `70 %`, or `never`, which is 100: nobody is warned before a limit has passed. */
export function readShare(text: string): number | null {
  if (text.trim() === 'never') return 100;
  const [, digits] = /^(\d{1,3}) ?%$/.exec(text.trim()) ?? [];
  const share = Number(digits);
  return share >= 1 && share <= 100 ? share : null;
}

/** `20 %` of new leads or sales: from 1 to 99, since all or none of them is no trial. */
export function readTrialShare(text: string): number | null {
  const share = text.trim() === 'never' ? null : readShare(text);
  return share !== null && share < 100 ? share : null;
}

/** `1 working day later`, or 0, which is the due instant itself (`after: null`). */
export function readRungAt(at: unknown): { after: Duration | null } | null {
  if (at === 0) return { after: null };
  const read = typeof at === 'string' ? readEscalation(at) : null;
  return read?.later ? { after: read.later } : null;
}

/** `owner`, `owner's manager`, `role contracts`, `team north`, `least loaded of role engineer with skill crm`. */
export function readAssignee(text: string): AssigneeRule | null {
  if (text === 'owner' || text === "owner's manager") return { rule: text };
  const one = readGroup(text);
  if (one) return 'role' in one ? { rule: 'role', ...one } : { rule: 'team', ...one };
  const [, rule, group, skill, line] = POOL.exec(text) ?? [];
  if (!group && !skill && !line) return null;
  const of = { ...(group ? readGroup(group) : {}), ...(skill ? { skill } : {}), ...(line ? { line } : {}) };
  return { rule: rule as 'least loaded' | 'in turn', of };
}

/** `owner`, `owner's manager`, `role sales-ops`, `team north`. */
export const readAddressee = (text: string): Addressee | null =>
  text === 'owner' || text === "owner's manager" ? text : readGroup(text);

const GROUP = '(?:role|team) [a-z][a-z0-9-]*';
const POOL = new RegExp(
  `^(least loaded|in turn)(?: of (${GROUP}))?(?: with skill ([a-z][a-z0-9-]*))?(?: for line ([a-z][a-z0-9-]*))?$`,
);

function readGroup(text: string): { role: string } | { team: string } | null {
  const [, kind, key] = /^(role|team) ([a-z][a-z0-9-]*)$/.exec(text) ?? [];
  if (!key) return null;
  return kind === 'role' ? { role: key } : { team: key };
}

/** A field's value as YAML holds it; `10000.00 RUB` is money where the field is. What it is worth is checked elsewhere. */
export function readValue(type: string | undefined, value: unknown): unknown {
  if (type !== 'money' || typeof value !== 'string') return value;
  const [, amount, currency] = /^(\S+) ([A-Z]{3})$/.exec(value.trim()) ?? [];
  return amount && currency ? (parseMoney(amount, currency) as FieldValue) : value;
}
