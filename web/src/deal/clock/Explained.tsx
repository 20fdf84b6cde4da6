import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from '../../parts/Dialog';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import styles from './clock.module.css';
import type { Explained as Deadline, Fired } from './queries';
import { useZoned } from './use-zoned';
import '../words';

interface ExplainedProps {
  deadline: Deadline | Fired;
  /** What it is, in words. */
  name: string;
  close: () => void;
}

/** The arithmetic of a deadline: from when, what of each span counts, what did not, and what it adds up to; in words and as a table. */
export function Explained({ deadline, name, close }: ExplainedProps) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const { explanation, lines = [] } = deadline;
  const abroad = explanation && explanation.zone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Dialog title={t('onDeal.explain.title')} close={close} size="xl">
      <div className={styles.explained}>
        <p>
          <strong>{name}</strong>: {when(deadline.at)}
          {abroad && ` ${t('onDeal.explain.yourClock')}`}
          {'firedAt' in deadline && `. ${t('onDeal.explain.fired', { when: when(deadline.firedAt) })}`}
        </p>
        <ul className={styles.lines}>
          {lines.map((line) => (
            <li key={line.en}>{say(line)}</li>
          ))}
        </ul>
        {explanation ? <Arithmetic explanation={explanation} /> : <p>{t('onDeal.explain.none')}</p>}
      </div>
    </Dialog>
  );
}

function Arithmetic({ explanation }: { explanation: NonNullable<Deadline['explanation']> }) {
  const { t } = useWords();
  const { day } = useFormat();
  const { at, span } = useZoned(explanation.zone);
  const { start, spentMs, limitMs, date, spans, pauses, sumMs, due, calendar, zone } = explanation;
  return (
    <>
      <p className={styles.quiet}>
        {t('onDeal.explain.calendar', { zone, key: calendar.key, version: calendar.version })}
      </p>
      <Table.ScrollContainer minWidth={300}>
        <Table withRowBorders verticalSpacing={4} className={styles.table}>
          <Table.Caption>{t('onDeal.explain.table')}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('onDeal.explain.what')}</Table.Th>
              <Table.Th scope="col">{t('onDeal.explain.from')}</Table.Th>
              <Table.Th scope="col">{t('onDeal.explain.to')}</Table.Th>
              <Table.Th scope="col">{t('onDeal.explain.counts')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Line what={t('onDeal.explain.start')} from={at(start)} />
            {spentMs > 0 && <Line what={t('onDeal.explain.spent')} counts={span(spentMs)} />}
            {date && <Line what={t('onDeal.explain.date')} from={day(date)} />}
            {spans.map(({ from, to, countsMs, days, exceptions }) => (
              <Line
                key={`${from} ${countsMs}`}
                what={
                  countsMs > 0
                    ? (days ?? 1) <= 1
                      ? t('onDeal.explain.works')
                      : t('onDeal.explain.days', { count: days ?? 1 })
                    : t('onDeal.explain.off')
                }
                note={exceptions?.map((one) => day(one)).join(', ')}
                from={from === to ? undefined : at(from)}
                to={from === to ? undefined : at(to)}
                counts={countsMs > 0 ? span(countsMs) : '–'}
              />
            ))}
            {pauses.map(({ from, to, reason }) => (
              <Line
                key={`pause ${from}`}
                what={t('onDeal.explain.pause')}
                note={reason}
                from={at(from)}
                to={to ? at(to) : t('onDeal.explain.still')}
                counts="–"
              />
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th scope="row">{t('onDeal.explain.sum')}</Table.Th>
              <Table.Td />
              <Table.Td>
                <strong>{at(due)}</strong>
              </Table.Td>
              <Table.Td>
                <strong>{span(sumMs)}</strong>
                {limitMs !== null && ` ${t('onDeal.explain.of', { limit: span(limitMs) })}`}
              </Table.Td>
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

interface LineProps {
  what: string;
  note?: string | undefined;
  from?: ReactNode;
  to?: ReactNode;
  counts?: ReactNode;
}

const Line = ({ what, note, from, to, counts }: LineProps) => (
  <Table.Tr>
    <Table.Th scope="row">
      {what}
      {note && <span className={styles.quiet}> ({note})</span>}
    </Table.Th>
    <Table.Td>{from}</Table.Td>
    <Table.Td>{to}</Table.Td>
    <Table.Td>{counts}</Table.Td>
  </Table.Tr>
);
