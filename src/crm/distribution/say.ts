import type { Fields, FieldValue, Text } from '../../process';
import { formatMoney } from '../../process/fields/money';
import { DISTRIBUTION_FIELDS } from './facts';
import type { Became, Candidate, Looked, Unfit } from './give';
import { type DistributionRule, isPerson, type Several, THE_LEADS } from './rule';

type Language = keyof Text;
type Names = Readonly<Record<string, string>>;

const both = (say: (language: Language) => string): Text => ({ en: say('en'), ru: say('ru') });

const UNFIT: Readonly<Record<Unfit, Text>> = {
  'has left': { en: 'no longer works here', ru: 'больше не работает' },
  'no skill': { en: 'does not have the skill', ru: 'нет нужного навыка' },
  'other line': { en: 'works in another line of business', ru: 'другое направление' },
  'other language': { en: 'does not work in the language', ru: 'не работает на этом языке' },
  away: { en: 'is away', ru: 'отсутствует' },
  full: { en: 'has no room for more', ru: 'больше взять не может' },
};

const BECAME: Readonly<Record<Became, Text>> = {
  chosen: { en: 'holds', ru: 'выполняется' },
  queued: { en: 'holds', ru: 'выполняется' },
  'does not hold': { en: 'does not hold', ru: 'не выполняется' },
  'cannot be told': { en: 'cannot be told, so it does not hold', ru: 'не вычисляется, поэтому не выполняется' },
  'nobody fits': { en: 'holds, but nobody fits', ru: 'выполняется, но никто не подходит' },
  'nobody free': { en: 'holds, but nobody is free', ru: 'выполняется, но никто не свободен' },
  'keeper has left': {
    en: 'holds, but whoever keeps the queue has left',
    ru: 'выполняется, но хранитель очереди больше не работает',
  },
};

const PARTS: Readonly<Record<keyof Several, Text>> = {
  role: { en: 'role', ru: 'роль' },
  team: { en: 'team', ru: 'команда' },
  skill: { en: 'skill', ru: 'навык' },
  line: { en: 'line', ru: 'направление' },
  language: { en: 'language', ru: 'язык' },
};

const WAYS: Readonly<Record<DistributionRule['how'], Text>> = {
  'least loaded': { en: 'whoever has the fewest open leads', ru: 'у кого меньше всего открытых лидов' },
  'in turn': { en: 'in turn', ru: 'по очереди' },
  queue: { en: 'a queue to claim from', ru: 'очередь, из которой берут' },
};

/** What came of a rule, as a sentence: its number, its condition with the lead's values, and whom it had. */
export function sayLooked({ rule: n, became, values, candidates }: Looked, rule: DistributionRule, names: Names): Text {
  return both((language) => {
    const name = rule.name ? ` "${rule.name[language]}"` : '';
    const word = { en: 'Rule', ru: 'Правило' }[language];
    const when = rule.when === null ? '' : ` (${rule.when}${sayValues(values, language)})`;
    const chosen = sayChosen(became, rule, candidates, names, language);
    return `${word} ${n + 1}${name}${when} ${BECAME[became][language]}${chosen}.`;
  });
}

function sayValues(values: Fields, language: Language): string {
  const said = Object.entries(values).map(
    ([key, value]) => `${DISTRIBUTION_FIELDS[key]?.name[language]}: ${sayValue(value, language)}`,
  );
  return said.length === 0 ? '' : `; ${said.join(', ')}`;
}

function sayValue(value: FieldValue, language: Language): string {
  if (value === null || value === '') return { en: 'not said', ru: 'не указано' }[language];
  return typeof value === 'object' ? `${formatMoney(value)} ${value.currency}` : String(value);
}

function sayChosen(
  became: Became,
  { to, how, keeper }: DistributionRule,
  candidates: readonly Candidate[],
  names: Names,
  language: Language,
): string {
  if (became === 'queued') {
    const kept = { en: 'kept by', ru: 'хранит' }[language];
    return `: ${sayTo(to, names, language)}; ${WAYS.queue[language]}, ${kept} ${names[keeper ?? ''] ?? '?'}`;
  }
  if (became !== 'chosen') return '';
  const first = candidates.find(({ unfit }) => unfit === null);
  const name = names[first?.id ?? ''] ?? '?';
  if (!isPerson(to)) return `: ${sayTo(to, names, language)}; ${WAYS[how][language]}: ${name}`;
  const away = names[first?.standsInFor ?? ''];
  if (away === undefined) return `: ${name}`;
  return { en: `: ${name}, standing in for ${away}`, ru: `: ${name}, замещает: ${away}` }[language];
}

/** Whom a rule gives to, in words. */
export function sayTo(to: DistributionRule['to'], names: Names, language: Language): string {
  if (isPerson(to)) return names[to.person] ?? '?';
  const said = Object.entries(to) as [keyof Several, string][];
  const own = { en: "the lead's", ru: 'как у лида' }[language];
  return said.map(([key, value]) => `${PARTS[key][language]} ${value === THE_LEADS ? own : value}`).join(', ');
}

/** How somebody stood whom a rule looked at: what they had, whose turn it was, and why not they. */
export function sayCandidate({ id, openLeads, maxOpenLeads, lastTurn, unfit }: Candidate, names: Names): Text {
  return both((language) => {
    const of = maxOpenLeads === null ? '' : { en: ` of ${maxOpenLeads}`, ru: ` из ${maxOpenLeads}` }[language];
    const load = { en: `open leads: ${openLeads}${of}`, ru: `открытых лидов: ${openLeads}${of}` }[language];
    const turn =
      lastTurn === null
        ? { en: 'no turn yet', ru: 'ещё не получал' }
        : { en: `last turn: ${lastTurn}`, ru: `последняя очередь: ${lastTurn}` };
    const why = unfit === null ? '' : `; ${UNFIT[unfit][language]}`;
    return `${names[id] ?? '?'}: ${load}, ${turn[language]}${why}`;
  });
}

/** What is said where no rule had anybody. */
export const sayFallback = (name: string): Text => ({
  en: `No rule had anybody for it, so it stays with ${name}, who noted it.`,
  ru: `Ни одно правило никого не нашло, лид остаётся у того, кто его завёл: ${name}.`,
});

/** What is said of a lead that no rule was asked about. */
export const BY_HAND: Text = {
  en: 'No rule was asked: it was given to its owner by hand, or it came before there were rules.',
  ru: 'Правила не применялись: ответственного назначили вручную, или лид появился раньше правил.',
};
