import type { Addressee, AssigneeRule, Due, Duration, Limit, Pool, Rung, RungAct } from '../definition';
import type { Text } from '../types';

const both = (en: string, ru = en): Text => ({ en, ru });
const NONE = both('none', 'нет');

const UNITS: Record<Duration['unit'], readonly [one: string, few: string, many: string]> = {
  minute: ['минута', 'минуты', 'минут'],
  hour: ['час', 'часа', 'часов'],
  day: ['день', 'дня', 'дней'],
  week: ['неделя', 'недели', 'недель'],
};

/** Which of Russian's three forms a number takes: 1 день, 2 дня, 5 дней; 21 день, 11 дней. */
function formOf(n: number): 0 | 1 | 2 {
  if (!Number.isInteger(n)) return 1;
  const [tens, ones] = [n % 100, n % 10];
  if (tens >= 11 && tens <= 14) return 2;
  return ones === 1 ? 0 : ones >= 2 && ones <= 4 ? 1 : 2;
}

/** A span in words, or that there is none. */
export function showDuration(span: Duration | null | undefined): Text {
  if (!span) return both('never', 'никогда');
  const { amount, unit, working } = span;
  const form = formOf(amount);
  const feminine = unit === 'minute' || unit === 'week';
  const worked = form !== 0 ? 'рабочих ' : feminine ? 'рабочая ' : 'рабочий ';
  return both(
    `${amount} ${working ? 'working ' : ''}${unit}${amount === 1 ? '' : 's'}`,
    `${amount} ${working ? worked : ''}${UNITS[unit][form]}`,
  );
}

/** When something is due, in words. */
export function showDue(due: Due): Text {
  if (due.by === 'span') return showDuration(due.span);
  if (due.by === 'field') return both(`until ${due.field}`, `до ${due.field}`);
  const span = showDuration(due.span);
  return both(`${span.en} before ${due.field}`, `за ${span.ru} до ${due.field}`);
}

export const showLimit = (limit: Limit | null): Text => (limit ? showDue(limit.due) : NONE);

/** A plain value: a text, a number, a list of them, a value of a field; of a larger part, what it says. */
export function showPlain(value: unknown): Text {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return NONE;
  if (typeof value === 'boolean') return value ? both('yes', 'да') : both('no', 'нет');
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return both(value.join(', '));
  if (Array.isArray(value)) return joined(value.map(showPlain), '; ');
  return typeof value === 'object' ? showParts(value) : both(String(value));
}

/** The parts of something larger that say anything, each after its name. */
function showParts(value: object): Text {
  const parts = Object.entries(value).filter(
    ([, one]) => one !== null && one !== undefined && one !== false && !(Array.isArray(one) && one.length === 0),
  );
  return joined(
    parts.map(([key, one]) => {
      const { en, ru } = showPlain(one);
      return both(`${key} ${en}`, `${key} ${ru}`);
    }),
    ', ',
  );
}

const joined = (texts: readonly Text[], by: string): Text =>
  both(texts.map(({ en }) => en).join(by), texts.map(({ ru }) => ru).join(by));

/** A name in each language. */
export const showText = (text: Text | null | undefined): Text => (text ? both(`"${text.en}"`, `«${text.ru}»`) : NONE);

export function showAssignee(rule: AssigneeRule): Text {
  switch (rule.rule) {
    case 'owner':
      return both('the owner', 'владелец');
    case "owner's manager":
      return both("the owner's manager", 'руководитель владельца');
    case 'person':
      return both('a person', 'названный сотрудник');
    case 'role':
      return both(`role ${rule.role}`, `роль ${rule.role}`);
    case 'team':
      return both(`team ${rule.team}`, `команда ${rule.team}`);
    case 'least loaded': {
      const of = showPool(rule.of);
      return both(`the least loaded (${of.en})`, `наименее загруженный (${of.ru})`);
    }
    case 'in turn': {
      const of = showPool(rule.of);
      return both(`in turn (${of.en})`, `по очереди (${of.ru})`);
    }
  }
}

function showPool({ role, team, skill, line }: Pool): Text {
  const parts = [
    role !== undefined && both(`role ${role}`, `роль ${role}`),
    team !== undefined && both(`team ${team}`, `команда ${team}`),
    skill !== undefined && both(`skill ${skill}`, `навык ${skill}`),
    line !== undefined && both(`line ${line}`, `направление ${line}`),
  ].filter((part) => part !== false);
  return joined(parts, ', ');
}

/** The steps of a ladder, one after another. */
export function showLadder(ladder: readonly Rung[] | undefined): Text {
  if (!ladder?.length) return NONE;
  const steps = ladder.map(({ after, does }) => {
    const [span, act] = [showDuration(after), showRung(does)];
    return after ? both(`${span.en} later ${act.en}`, `через ${span.ru} ${act.ru}`) : act;
  });
  return joined(steps, '; ');
}

function showRung(does: RungAct): Text {
  switch (does.act) {
    case 'notify': {
      const who = showAddressee(does.who);
      return both(`notify ${who.en}`, `уведомить: ${who.ru}`);
    }
    case 'reassign':
      return both("reassign to the owner's manager", 'передать руководителю владельца');
    case 'open':
      return both(`open ${does.task}`, `открыть ${does.task}`);
    case 'move':
      return both(`move to ${does.to}`, `перевести в ${does.to}`);
    case 'mail': {
      const who = showAddressee(does.who);
      return both(`mail ${does.template} to ${who.en}`, `письмо ${does.template}: ${who.ru}`);
    }
    case 'webhook':
      return both(`call ${does.hook}`, `вызвать ${does.hook}`);
  }
}

function showAddressee(who: Addressee): Text {
  if (who === 'owner') return both('the owner', 'владелец');
  if (who === "owner's manager") return both("the owner's manager", 'руководитель владельца');
  return 'role' in who ? both(`role ${who.role}`, `роль ${who.role}`) : both(`team ${who.team}`, `команда ${who.team}`);
}
