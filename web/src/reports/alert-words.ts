import type { Shown } from '../api/client';
import { usePeople } from '../api/company';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import type { Rule } from './AlertRule';
import { useBase } from './base';
import { useProcessNames } from './process-names';
import '../narrow/words';

/** Rules and what they found, as sentences. */
export function useRuleWords() {
  const { t } = useWords();
  const { figure, day } = useFormat();
  const people = usePeople(true);
  const process = useProcessNames();
  const { shown, roughly } = useBase();
  const narrowed = (parts: (string | undefined | false)[]) => parts.filter(Boolean).join(', ');
  return {
    says: (settings: Rule['settings']): string => {
      const team = settings.team && `${t('narrow.by.team')}: ${settings.team}`;
      switch (settings.kind) {
        case 'deal stalls':
          return narrowed([
            t(settings.fromMinor === 0 ? 'alerts.says.anyStalls' : 'alerts.says.stalls', {
              money: shown(settings.fromMinor),
              days: t('time.days', { count: settings.days }),
            }),
            settings.process && process(settings.process),
            team,
          ]);
        case 'queue grows':
          return narrowed([
            t('alerts.says.grows', {
              stage: settings.stage,
              process: process(settings.process),
              count: settings.atLeast,
            }),
            settings.growthPct !== undefined && t('alerts.says.more', { pct: settings.growthPct }),
            team,
          ]);
        case 'forecast slips':
          return narrowed([
            t('alerts.says.slips', { per: t(`reports.per.${settings.per}`), pct: settings.fallPct }),
            team,
          ]);
      }
    },
    whom: ({ owner, manager, people: ids, roles }: Rule['to']): string =>
      [
        owner && t('alerts.owner'),
        manager && t('alerts.manager'),
        ...roles.map((role) => t(`role.${role as 'rep'}`, { defaultValue: role })),
        ...ids.map((id) => people.data?.find((one) => one.id === id)?.name ?? '…'),
      ]
        .filter(Boolean)
        .join(', '),
    /** What was found, with its figures. */
    thing: ({ thing, title, detail }: { thing: string; title?: string | null; detail: Shown['Alert']['detail'] }) => {
      const { minor, since, now, aWeekAgo, thenMinor, nowMinor } = detail;
      const facts = [
        typeof minor === 'number' && minor > 0 && roughly(minor),
        typeof since === 'string' && t('alerts.since', { when: day(since) }),
        typeof now === 'number' && `${figure(Number(aWeekAgo ?? 0))} → ${figure(now)}`,
        typeof nowMinor === 'number' && `${roughly(Number(thenMinor ?? 0))} → ${roughly(nowMinor)}`,
      ].filter(Boolean);
      return [title ?? (typeof minor === 'number' ? t('alerts.nameless') : thing), ...facts].join(' · ');
    },
  };
}
