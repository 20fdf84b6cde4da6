import { useWords } from '../words';
import { useFormat } from '../words/format';
import type { StalledDeal } from './queries';

export type Fact = readonly [label: string, value: string];

/** What a row of the board says beside its name and money, in words. */
export function useRowFacts(row: StalledDeal): Fact[] {
  const { t, say } = useWords();
  const { figure, when, ago } = useFormat();
  const { usedDays, limitDays, working } = row.timeAtStage;
  const days = (count: number) => t(working ? 'limit.dayWorking' : 'limit.day', { count: Math.round(count * 10) / 10 });
  const limit = (count: number) =>
    t(working ? 'stalled.ofDaysWorking' : 'stalled.ofDays', { count: Math.round(count * 10) / 10 });
  const step = row.nextStep;
  const nextStep = step && [say(step.name), step.assignee?.name, step.dueAt && when(step.dueAt)];
  const moved = [
    row.timesPushed > 0 && t('stalled.pushed', { count: row.timesPushed }),
    row.timesBack > 0 && t('stalled.back', { count: row.timesBack }),
  ].filter(Boolean);
  return [
    [
      t('stalled.inStage'),
      limitDays === null
        ? days(usedDays)
        : t('stalled.of', { span: figure(Math.round(usedDays * 10) / 10), limit: limit(limitDays) }),
    ],
    [t('clock.due'), row.dueAt ? `${when(row.dueAt)} (${ago(row.dueAt)})` : '–'],
    [t('clock.turn'), t(`stalled.turn.${row.turn}`)],
    [t('stalled.next'), nextStep ? nextStep.filter(Boolean).join(', ') : t('stalled.noNext')],
    [t('stalled.lastContact'), row.lastContactAt ? ago(row.lastContactAt) : t('stalled.never')],
    [t('stalled.moved'), moved.length > 0 ? moved.join(', ') : t('stalled.never')],
    [
      t('stalled.plan'),
      row.deviationDays === null
        ? '–'
        : row.deviationDays > 0
          ? t('clock.late', { count: row.deviationDays })
          : row.deviationDays < 0
            ? t('stalled.early', { count: -row.deviationDays })
            : t('stalled.onPlan'),
    ],
    [t('stalled.score'), row.score ? figure(Math.round(row.score.value)) : '–'],
  ];
}
