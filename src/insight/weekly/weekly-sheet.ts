import { type BriefingReader, type Line, oneLine, type Sheet, type Speech, speechFor } from '../../crm';
import type { Text } from '../../process';
import type { Pile } from '../stalled';
import { inBase, type Weekly } from './read-weekly';

const WORDS = {
  title: { en: 'The week of your people', ru: 'Неделя ваших людей' },
  closed: { en: 'Closed last week', ru: 'Закрыто за прошлую неделю' },
  won: { en: 'won', ru: 'выиграно' },
  lost: { en: 'lost', ru: 'проиграно' },
  leads: { en: 'new leads', ru: 'новых лидов' },
  unanswered: { en: 'unanswered', ru: 'без ответа' },
  month: { en: 'This month', ru: 'Этот месяц' },
  already: { en: 'Won already', ru: 'Уже выиграно' },
  open: { en: 'Expected to close', ru: 'Ожидают закрытия' },
  commit: { en: 'Committed', ru: 'Обязательства' },
  weighted: { en: 'By probability', ru: 'С учётом вероятности' },
  history: { en: 'By past sales', ru: 'По прошлым продажам' },
  pushed: { en: 'put off', ru: 'отложено' },
  of: { en: 'of', ru: 'из' },
  stalled: { en: 'What stands still', ru: 'Что стоит' },
  due: { en: 'due', ru: 'срок' },
  work: { en: 'Who has how much to do', ru: 'Кто чем загружен' },
  tasks: { en: 'open tasks', ru: 'открытых задач' },
  overdue: { en: 'overdue', ru: 'просрочено' },
  meetings: { en: 'meetings held of those appointed', ru: 'встреч проведено из назначенных' },
  away: { en: 'away until', ru: 'отсутствует до' },
  alerts: { en: 'Alerts that still hold', ru: 'Сигналы, которые ещё в силе' },
  nothing: { en: 'Nothing.', ru: 'Ничего.' },
  asOf: { en: 'As of', ru: 'На' },
} satisfies Record<string, Text>;

const PILE_WORDS: Partial<Record<string, Text>> = {
  'over its limit': { en: 'Over their limit', ru: 'Сверх срока' },
  'no next step': { en: 'Without a next step', ru: 'Без следующего шага' },
  'next step overdue': { en: 'Next step overdue', ru: 'Следующий шаг просрочен' },
  'waiting past its date': { en: 'Waiting past their date', ru: 'Ожидание прошло' },
};

type Words = string | null | undefined | false;
const line = (parts: readonly Words[], tone: Line['tone'] = 'none', below: readonly Words[] = []): Line => {
  const joined = (of: readonly Words[]) => of.flatMap((part) => (part ? [oneLine(part)] : []));
  return { text: joined(parts).join(' · '), tone, below: joined(below) };
};

/** Lays a week out for its reader: the same for the mail, the page and the paper. */
export function weeklySheet(weekly: Weekly, reader: BriefingReader): Sheet {
  const say = speechFor(reader);
  const block = (heading: Text, lines: Line[]) => ({
    heading: say.text(heading),
    lines: lines.length > 0 ? lines : [line([say.text(WORDS.nothing)])],
  });
  return {
    language: reader.language,
    title: say.text(WORDS.title),
    subtitle: `${say.dayOf(weekly.week.from)} – ${say.dayOf(weekly.week.until - 1)}`,
    warnings: [],
    blocks: [
      block(WORDS.closed, closedLines(weekly, say)),
      block(WORDS.month, monthLines(weekly, say)),
      block(WORDS.stalled, stalledLines(weekly, say)),
      block(WORDS.work, workLines(weekly, say)),
      ...(weekly.alerts.length > 0 ? [block(WORDS.alerts, alertLines(weekly, say))] : []),
    ],
    foot: `Dealwright · ${say.text(WORDS.asOf)} ${say.at(weekly.asOf)} (${reader.zone}) · ${oneLine(reader.name)}`,
  };
}

function closedLines(weekly: Weekly, say: Speech): Line[] {
  return weekly.sellers.slice(0, 12).map(({ label, won, lost, leads }) => {
    const missing = leads ? leads.came - leads.answered : 0;
    return line(
      [
        label || '?',
        `${say.text(WORDS.won)} ${won.count} (${say.money(inBase(weekly, won.minor))})`,
        `${say.text(WORDS.lost)} ${lost.count}`,
        leads && leads.came > 0 && `${say.text(WORDS.leads)} ${leads.came}, ${say.text(WORDS.unanswered)} ${missing}`,
      ],
      missing > 0 ? 'yellow' : 'none',
    );
  });
}

function monthLines(weekly: Weekly, say: Speech): Line[] {
  if (!weekly.month) return [];
  const { forecast, quotas } = weekly.month;
  const money = (minor: number) => say.money(inBase(weekly, minor));
  const { won, open, byCategory, weightedMinor, pushed, byHistory } = forecast;
  return [
    line([`${say.text(WORDS.already)}: ${money(won.minor)} (${won.count})`]),
    line([
      `${say.text(WORDS.open)}: ${money(open.minor)} (${open.count})`,
      pushed.count > 0 && `${say.text(WORDS.pushed)} ${pushed.count}`,
    ]),
    line([
      `${say.text(WORDS.commit)}: ${money(byCategory.commit.minor)}`,
      `${say.text(WORDS.weighted)}: ${money(weightedMinor)}`,
    ]),
    ...(byHistory
      ? [
          line([
            `${say.text(WORDS.history)}: ${money(byHistory.amount)} (${money(byHistory.low)} – ${money(byHistory.high)})`,
          ]),
        ]
      : []),
    ...quotas.map(({ quota, won: reached, attained, missingMinor }) =>
      line(
        [
          quota.person?.name,
          `${money(reached.minor)} ${say.text(WORDS.of)} ${say.money(quota.amount)}`,
          attained !== null && `${Math.round(attained * 100)} %`,
        ],
        missingMinor === 0 ? 'green' : 'none',
      ),
    ),
  ];
}

function stalledLines(weekly: Weekly, say: Speech): Line[] {
  const piles = (Object.entries(weekly.piles) as [Pile, number][]).filter(([, count]) => count > 0);
  const named = piles.map(([pile, count]) =>
    line([`${say.text(PILE_WORDS[pile] ?? { en: pile, ru: pile })}: ${count}`]),
  );
  const worst = weekly.worst.map(({ words, owner, moneyBase, standing }) =>
    line(
      [
        'title' in words ? words.title : words.topic,
        say.money(moneyBase),
        owner?.name,
        standing.dueAt !== null && `${say.text(WORDS.due)} ${say.dayOf(standing.dueAt)}`,
      ],
      'red',
    ),
  );
  return [...named, ...worst];
}

function workLines({ workload }: Weekly, say: Speech): Line[] {
  return workload.map(({ person, counts, presence }) => {
    const late = counts['tasks: overdue'];
    const appointed = counts['meetings: planned'];
    return line(
      [
        person?.name,
        `${say.text(WORDS.tasks)} ${counts['tasks: open']}`,
        late > 0 && `${say.text(WORDS.overdue)} ${late}`,
        appointed > 0 && `${say.text(WORDS.meetings)}: ${counts['meetings: held']}/${appointed}`,
        presence?.away && `${say.text(WORDS.away)} ${say.dayOf(presence.away.until)}`,
      ],
      late > 0 ? 'red' : 'none',
    );
  });
}

const alertLines = ({ alerts }: Weekly, say: Speech): Line[] =>
  alerts.map(({ name, thing, title, raisedAt }) =>
    line([say.text(name), title ?? thing, say.dayOf(raisedAt)], 'yellow'),
  );

/** A sheet as the plain text of a mail. */
export function textOf({ title, subtitle, blocks, foot }: Sheet): string {
  const parts = blocks.map(({ heading, lines }) => `${heading}\n${lines.map(({ text }) => `- ${text}`).join('\n')}`);
  return `${title}\n${subtitle}\n\n${parts.join('\n\n')}\n\n${foot}\n`;
}
