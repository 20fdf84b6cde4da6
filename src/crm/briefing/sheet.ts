import type { Text } from '../../process';
import type { BriefedDeal, BriefedInteraction, BriefedPerson, Briefing, Promised } from './facts';
import { oneLine, type Reader, type Speech, speechFor } from './speech';
import { channelWord, directionWord, kindWord, lightWord, purposeWord, WORDS } from './words';

export type Tone = 'red' | 'yellow' | 'green' | 'none';

/** One thing that a sheet says: a line, and smaller ones below it. */
export interface Line {
  text: string;
  tone: Tone;
  below: string[];
}

/** A briefing as it is laid out, whether on a screen or on paper: plain words, nothing that is markup. */
export interface Sheet {
  language: Reader['language'];
  title: string;
  subtitle: string;
  /** What must not be overlooked. */
  warnings: string[];
  blocks: { heading: string; lines: Line[] }[];
  foot: string;
}

/** Lays a briefing out for a reader. */
export function sheetOf(briefing: Briefing, reader: Reader): Sheet {
  const say = speechFor(reader);
  const { of, people, deals } = briefing;
  const aboutDeal = of.kind === 'lead' || of.kind === 'sale';
  const blocks = [
    { heading: WORDS.client, lines: clientLines(briefing, say) },
    { heading: WORDS.people, lines: people.map((person) => personLine(person, say)) },
    {
      heading: aboutDeal ? WORDS.theDeal : WORDS.deals,
      lines: deals.map((deal, n) => dealLine(deal, say, aboutDeal && n === 0)),
    },
    { heading: WORDS.promises, lines: briefing.promises.map((one) => promiseLine(one, say)) },
    { heading: WORDS.cases, lines: briefing.cases.map((one) => interactionLine(one, say)) },
    { heading: WORDS.interactions, lines: briefing.interactions.map((one) => interactionLine(one, say)) },
    { heading: WORDS.interests, lines: inOne(briefing.interests.map(({ name, times }) => `${name} (${times})`)) },
    { heading: WORDS.purchases, lines: inOne(briefing.purchases.map((one) => purchaseWords(one, say))) },
  ];
  return {
    language: reader.language,
    title: oneLine(of.name),
    subtitle: joined([say.text(WORDS.briefing), countWords(briefing, say)]),
    warnings: people
      .filter(({ doNotCall }) => doNotCall)
      .map(({ name }) => `${say.text(WORDS.doNotCall)}: ${oneLine(name)}`),
    blocks: blocks
      .filter(({ heading, lines }) => heading === WORDS.promises || lines.length > 0)
      .map(({ heading, lines }) => ({
        heading: say.text(heading),
        lines: lines.length > 0 ? lines : [line([say.text(WORDS.nothing)])],
      })),
    foot: `Dealwright · ${say.text(WORDS.asOf)} ${say.at(briefing.asOf)} (${reader.zone}) · ${say.text(WORDS.for)} ${oneLine(reader.name)}`,
  };
}

type Words = string | null | undefined | false;

const joined = (parts: readonly Words[]): string => parts.flatMap((part) => (part ? [oneLine(part)] : [])).join(' · ');

/** Lines below that say nothing are left out. */
const line = (parts: readonly Words[], below: readonly (readonly Words[])[] = [], tone: Tone = 'none'): Line => ({
  text: joined(parts),
  tone,
  below: below.map(joined).filter((one) => one !== ''),
});

const inOne = (words: readonly string[]): Line[] => (words.length > 0 ? [line(words)] : []);

const after = (label: Text, value: Words, say: Speech): Words => value && `${say.text(label)}: ${value}`;

function countWords({ counts }: Briefing, say: Speech): string {
  const { openSales, openLeads, wonSales, lostSales, interactions } = counts;
  const of = (n: number, label: Text) => n > 0 && `${say.text(label)}: ${n}`;
  return joined([
    of(openSales, WORDS.openSales),
    of(openLeads, WORDS.openLeads),
    of(wonSales, WORDS.won),
    of(lostSales, WORDS.lost),
    of(interactions, WORDS.contacts),
  ]);
}

function clientLines({ account, typed }: Briefing, say: Speech): Line[] {
  if (typed) {
    const { personName, post, organisation, email, phone, country, region } = typed;
    return [line([personName, post, organisation], [[phone, email, region, country]])].filter(
      ({ text }) => text !== '',
    );
  }
  if (!account) return [];
  const { name, legalName, employees, annualRevenue, curator, holding, phones, website, notes } = account;
  const term = (text: Text | null) => text && say.text(text);
  const size = employees !== null && `${say.text(WORDS.employees)}: ${employees}`;
  const revenue = annualRevenue && `${say.money(annualRevenue)} ${say.text(WORDS.revenue)}`;
  return [
    line(
      [
        name,
        legalName !== name && legalName,
        term(account.relationshipStage),
        term(account.importance),
        term(account.category),
      ],
      [
        [term(account.industry), term(account.region), account.country, size, revenue],
        [
          ...phones,
          website,
          holding && `${say.text(WORDS.holding)} ${holding.name}`,
          after(WORDS.curator, curator?.name, say),
        ],
        [notes],
      ],
    ),
  ];
}

function personLine(person: BriefedPerson, say: Speech): Line {
  const { name, email, phone, language, notes, places, doNotCall, channel, bestHours, consents } = person;
  const [first, ...others] = places.map(({ account, post, role }) => [role && say.text(role), post, account.name]);
  const said = consents.map(
    (one) =>
      `${say.text(channelWord(one.channel))} (${say.text(purposeWord(one.purpose))}): ${say.text(one.given ? WORDS.agreed : WORDS.withdrawn)}`,
  );
  const preferred = after(WORDS.prefers, channel && say.text(channelWord(channel)), say);
  const number = phone && (doNotCall ? `${phone} (${say.text(WORDS.doNotCall).toLowerCase()})` : phone);
  return line(
    [name, ...(first ?? [])],
    [...others, [number, email, language, preferred, bestHours], said, [notes]],
    doNotCall ? 'red' : 'none',
  );
}

const TONES: Readonly<Record<string, Tone>> = {
  'on time': 'green',
  'due soon': 'yellow',
  overdue: 'red',
  escalated: 'red',
  waiting: 'none',
};
const toneOf = (light: string | null): Tone => TONES[light ?? ''] ?? 'none';

/** `whole`: with what its process and its client say; of the others how they stand is enough. */
function dealLine(deal: BriefedDeal, say: Speech, whole: boolean): Line {
  const { kind, number, name, stage, light, signal, amount, probabilityPct, owner, product, tasks } = deal;
  const waits =
    deal.waitUntil === null ? say.text(WORDS.waitsForEvent) : `${say.text(WORDS.waits)} ${say.at(deal.waitUntil)}`;
  const until =
    light === 'waiting'
      ? joined([waits, deal.waitReason])
      : after(WORDS.due, deal.dueAt !== null && say.at(deal.dueAt), say);
  return line(
    [`${say.text(WORDS[kind])} ${number}: ${oneLine(name)}`, say.text(stage.name), light && say.text(lightWord(light))],
    [
      [
        amount && say.money(amount),
        probabilityPct !== null && `${probabilityPct}%`,
        product?.name,
        until,
        deal.turn === 'client' && say.text(WORDS.clientsTurn),
        deal.decisionDate && `${say.text(WORDS.decision)} ${say.day(deal.decisionDate)}`,
        after(WORDS.owner, owner.name, say),
      ],
      [signal?.say && say.text(signal.say)],
      whole ? [after(WORDS.need, deal.need, say), after(WORDS.plans, deal.plans, say)] : [],
      [after(WORDS.expects, tasks.map((task) => say.text(task.name)).join('; '), say)],
      [whole && deal.guidance && say.text(deal.guidance)],
    ],
    signal?.light ?? toneOf(light),
  );
}

function promiseLine({ what, name, kind, at, light, who, deal }: Promised, say: Speech): Line {
  return line(
    [
      at === null ? say.text(WORDS.noDate) : say.at(at),
      joined([kind && say.text(kindWord(kind)), say.text(name)]),
      who?.name ?? (what === 'task' && say.text(WORDS.anybody)),
      deal && `${say.text(WORDS[deal.kind])} ${deal.number}`,
      light && light !== 'on time' && say.text(lightWord(light)),
    ],
    [],
    toneOf(light),
  );
}

function interactionLine(one: BriefedInteraction, say: Speech): Line {
  const { at, kind, direction, subject, result, contact, author } = one;
  const how = joined([say.text(kindWord(kind)), direction && say.text(directionWord(direction))]);
  return line([say.at(at), how, subject], [[result, contact?.name, author?.name]]);
}

const purchaseWords = ({ title, amount, closedAt }: Briefing['purchases'][number], say: Speech): string =>
  [oneLine(title), amount && say.money(amount), closedAt !== null && say.dayOf(closedAt)].filter(Boolean).join(', ');
