import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCopy, IconPrinter } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { queryClient } from '../api/query';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './meeting.module.css';
import type { Decision, useMinutes } from './minutes';
import type { StalledSearch } from './search';

interface SummaryProps {
  minutes: ReturnType<typeof useMinutes>['minutes'];
  finish: () => void;
  board: StalledSearch;
}

/** What a meeting decided, deal by deal, to be copied or printed. */
export function Summary({ minutes, finish, board }: SummaryProps) {
  const { t } = useWords();
  const { when } = useFormat();
  const navigate = useNavigate();
  const clipboard = useClipboard({ timeout: 3000 });
  const deals = byDeal(minutes.decisions);
  const begun = t('meeting.begun', {
    ...{ when: when(minutes.begunAt), looked: minutes.looked.length, decided: minutes.decisions.length },
  });
  const text = [
    `${t('meeting.summary')}. ${begun}`,
    ...deals.map(([deal, said]) =>
      [`${t('number', { number: deal.number })} ${deal.name}`, ...said.map((one) => `  - ${one.said}`)].join('\n'),
    ),
  ].join('\n\n');
  const end = () => {
    finish();
    queryClient.removeQueries({ queryKey: ['meeting'] });
    void navigate({ to: '/stalled', search: board });
  };
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t('meeting.summary')}</h1>
      <p className={styles.quiet}>{begun}</p>
      {deals.length === 0 && <p>{t('meeting.summaryNone')}</p>}
      <ol className={styles.summary}>
        {deals.map(([deal, said]) => (
          <li key={deal.dealId}>
            <Link to={deal.kind === 'sale' ? '/sales/$id' : '/leads/$id'} params={{ id: deal.dealId }}>
              {deal.name}
            </Link>{' '}
            <span className={styles.quiet}>{t('number', { number: deal.number })}</span>
            <ul>
              {said.map((one) => (
                <li key={one.at}>{one.said}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <div className={styles.bar} data-no-print>
        <Button leftSection={<IconCopy size={17} aria-hidden />} onClick={() => clipboard.copy(text)}>
          {clipboard.copied ? t('meeting.copied') : t('meeting.copy')}
        </Button>
        <Button variant="light" leftSection={<IconPrinter size={17} aria-hidden />} onClick={() => window.print()}>
          {t('meeting.print')}
        </Button>
        <Button
          variant="default"
          renderRoot={(props) => (
            <Link to="/stalled/meeting" search={(was) => ({ ...was, end: undefined })} {...props} />
          )}
        >
          {t('meeting.go')}
        </Button>
        <Button variant="default" onClick={end}>
          {t('meeting.finish')}
        </Button>
      </div>
      <p className={styles.quiet} data-no-print>
        {t('meeting.finishWhy')}
      </p>
    </div>
  );
}

/** Decisions by the deal that they are about, in the order in which the deals came up. */
function byDeal(decisions: readonly Decision[]): [Decision, Decision[]][] {
  const found = new Map<string, [Decision, Decision[]]>();
  for (const one of decisions) {
    const there = found.get(one.dealId);
    if (there) there[1].push(one);
    else found.set(one.dealId, [one, [one]]);
  }
  return [...found.values()];
}
