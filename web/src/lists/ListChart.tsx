import { ActionIcon, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Shown } from '../api/client';
import { Picture } from '../parts/Picture';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { ChartPick } from './ChartPick';
import styles from './chart.module.css';
import { conditionsOf, withCondition } from './conditions';
import { chartQuery } from './queries';
import { FORMS, PATHS, WIDTHS } from './search';
import type { AskedOfView } from './use-list';
import { useValueName } from './use-value-name';

/** A chart beside the list, of whatever the list holds: each bar narrows the list to its rows. Source: DYN-23. */
export default function ListChart({ list, by }: { list: AskedOfView; by: string }) {
  const { t } = useWords();
  const { figure } = useFormat();
  const { entity, search, asked } = list;
  const { width, sum, form } = search;
  const chart = useQuery(chartQuery(entity, { view: asked.view, filter: asked.filter, by, width, sum }));
  return (
    <section className={styles.chart} aria-label={t('lists.chart')}>
      <div>
        <ChartPick list={list} />
      </div>
      <Choices list={list} by={by} />
      {chart.isPending && <Loading rows={2} />}
      {chart.isError && <Failed fault={chart.error} again={() => void chart.refetch()} />}
      {chart.data?.bars.length === 0 && <State title={t('lists.noBars')} />}
      {chart.data && chart.data.bars.length > 0 && <Bars chart={chart.data} form={form ?? 'bars'} list={list} />}
      {chart.data && chart.data.others > 0 && (
        <p className={styles.quiet}>
          {t('lists.others', { count: chart.data.others, shown: figure(chart.data.others) })}
        </p>
      )}
      {chart.data && chart.data.unrated > 0 && (
        <p className={styles.quiet}>{t('lists.unrated', { count: chart.data.unrated })}</p>
      )}
    </section>
  );
}

function Choices({ list, by }: { list: AskedOfView; by: string }) {
  const { t, say } = useWords();
  const { fields, search, go } = list;
  const figures = fields.filter(({ type }) => type === 'number' || type === 'money');
  const charted = fields.filter((field) => !figures.includes(field));
  const field = fields.find(({ key }) => key === by);
  const timed = field?.type === 'date' || field?.type === 'time';
  const named = (some: typeof fields) => some.map(({ key, name }) => ({ value: key, label: say(name) }));
  return (
    <div className={styles.choices}>
      <Select
        size="xs"
        label={t('lists.chartBy')}
        data={named(charted)}
        value={by}
        onChange={(chart) => chart && go({ chart })}
        searchable
        allowDeselect={false}
      />
      {timed && (
        <Select
          size="xs"
          label={t('lists.chartWidth')}
          data={WIDTHS.map((one) => ({ value: one, label: t(`lists.width.${one}`) }))}
          value={search.width ?? 'month'}
          onChange={(width) => go({ width: width ?? undefined })}
          allowDeselect={false}
        />
      )}
      <Select
        size="xs"
        label={t('lists.chartOf')}
        data={[{ value: '', label: t('lists.howMany') }, ...named(figures)]}
        value={search.sum ?? ''}
        onChange={(sum) => go({ sum: sum || undefined })}
        allowDeselect={false}
      />
      <Select
        size="xs"
        label={t('lists.chartForm')}
        data={FORMS.map((one) => ({ value: one, label: t(`lists.form.${one}`) }))}
        value={search.form ?? 'bars'}
        onChange={(form) => go({ form: form ?? undefined })}
        allowDeselect={false}
      />
      <ActionIcon
        variant="subtle"
        className={styles.close}
        aria-label={t('lists.closeChart')}
        onClick={() => go({ chart: undefined, width: undefined, sum: undefined, form: undefined })}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

interface BarsProps {
  chart: Shown['ListChart'];
  form: (typeof FORMS)[number];
  list: AskedOfView;
}

/** Each bar is a link to the list narrowed to its rows; as a line they are a picture with these links below. */
function Bars({ chart, form, list }: BarsProps) {
  const { t, say, language } = useWords();
  const { figure, day, money } = useFormat();
  const { bars, by, sum } = chart;
  const { search, entity } = list;
  const heightOf = (bar: Bar) => (sum ? amountOf(bar.sum) : bar.count);
  const most = Math.max(1, ...bars.map(heightOf));
  const timed = by.type === 'time' || by.type === 'date';
  const named = useValueName();
  const called = (bar: Bar) => (timed && bar.value !== '' ? day(bar.value) : named(by, say(bar.label)));
  const told = ({ count, sum: of }: Bar) =>
    !sum ? figure(count) : of === null ? '–' : typeof of === 'number' ? figure(of) : short(of, language);
  const exactly = (bar: Bar) => (sum && bar.sum !== null && typeof bar.sum !== 'number' ? money(bar.sum) : told(bar));
  return (
    <>
      {form === 'line' && (
        <Picture
          title={`${say(by.name)}: ${sum ? say(sum.name) : t('lists.howMany')}`}
          as="lines"
          by="label"
          points={bars.map((bar) => ({ label: called(bar), value: heightOf(bar) }))}
          series={[{ name: 'value', label: sum ? say(sum.name) : t('lists.howMany'), color: 'deal.6' }]}
        />
      )}
      <ul
        className={styles.bars}
        data-form={form}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by key
        tabIndex={0}
        aria-label={say(by.name)}
        ref={timed ? showLast : undefined}
      >
        {bars.map((bar) => (
          <li key={bar.value}>
            <Link
              to={PATHS[entity]}
              search={{ ...search, filter: withCondition(search.filter, ...conditionsOf(bar.filter)) }}
              className={styles.bar}
              title={`${called(bar)}: ${exactly(bar)}`}
            >
              <span className={styles.barName}>{called(bar)}</span>
              <span className={styles.track} aria-hidden>
                <span className={styles.fill} style={sizeOf(heightOf(bar) / most, form)} />
              </span>
              <span className={styles.barCount}>{told(bar)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Of times the latest are what somebody looks for. */
const showLast = (bars: HTMLUListElement | null) => bars?.scrollTo({ left: bars.scrollWidth, top: bars.scrollHeight });

type Bar = Shown['ListBar'];

/** Sums of many are told roughly: bars have no room for cents. */
const short = ({ amount, currency }: { amount: string; currency: string }, language: string): string =>
  new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol', notation: 'compact', maximumFractionDigits: 1 },
  }).format(Number(amount));

const amountOf = (sum: Bar['sum']): number => (sum === null ? 0 : typeof sum === 'number' ? sum : Number(sum.amount));

/** A bar that stands for something is seen, however small it is. */
const sizeOf = (part: number, form: string) => {
  const size = part <= 0 ? '0' : `${Math.max(1, part * 100)}%`;
  return form === 'columns' ? { height: size } : { width: size };
};
