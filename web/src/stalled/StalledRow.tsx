import { Link } from '@tanstack/react-router';
import type { Shown } from '../api/client';
import { Light } from '../parts/Light';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './stalled.module.css';

type Row = Shown['StalledSale'] | Shown['StalledLead'];

/** One stalled deal: money, stage, how long against how long it may, whose turn, the next step, the last contact. */
export function StalledRow({ row }: { row: Row }) {
  const { t, say } = useWords();
  const { money, span, when, ago } = useFormat();
  const sale = 'title' in row;
  const amount = 'amount' in row ? row.amount : null;
  const name = 'title' in row ? row.title : row.topic;
  const limit =
    row.limit &&
    t(`limit.${row.limit.unit}${row.limit.working ? 'Working' : ''}` as 'limit.day', { count: row.limit.amount });
  const facts: [string, React.ReactNode][] = [
    [t('stalled.inStage'), limit ? t('stalled.of', { span: span(row.timeInStageMs), limit }) : span(row.timeInStageMs)],
    [t('clock.due'), row.dueAt ? `${when(row.dueAt)} (${ago(row.dueAt)})` : '–'],
    [t('clock.turn'), t(`stalled.turn.${row.turn}`)],
    [
      t('stalled.next'),
      row.nextStep
        ? [say(row.nextStep.name), row.nextStep.assignee?.name, row.nextStep.dueAt && when(row.nextStep.dueAt)]
            .filter(Boolean)
            .join(', ')
        : t('stalled.noNext'),
    ],
    [t('stalled.lastContact'), row.lastContactAt ? ago(row.lastContactAt) : t('stalled.never')],
  ];
  return (
    <li className={styles.row}>
      <div className={styles.rowHead}>
        <Link to={sale ? '/sales/$id' : '/leads/$id'} params={{ id: row.id }} className={styles.name}>
          {name}
        </Link>
        <Light light={row.light} />
        {amount && <strong className={styles.money}>{money(amount)}</strong>}
      </div>
      <p className={styles.quiet}>
        {t('number', { number: row.number })} · {say(row.stage.name)} ·{' '}
        <Link
          to="/stalled"
          search={(was) => ({ kind: was.kind, pile: was.pile, process: was.process, owner: row.owner.id })}
          className={styles.owner}
        >
          {row.owner.name}
        </Link>
        {row.timesBack > 0 && ` · ${t('stalled.back', { count: row.timesBack })}`}
      </p>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
