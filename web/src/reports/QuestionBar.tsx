import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { NarrowChips } from '../narrow/NarrowChips';
import { DIMENSIONS } from '../narrow/search';
import { DayInput } from '../parts/dates/DayInput';
import { useWords } from '../words';
import type { Head, ReportPage } from './define';
import styles from './reports.module.css';
import type { ReportSearch } from './search';

const PERIODS = [
  ...(['this week', 'last week', 'this month', 'last month', 'this quarter', 'last quarter'] as const),
  ...(['this year', 'last year', 'last 7 days', 'last 30 days', 'last 90 days', 'last 365 days', 'all time'] as const),
] as const;
const COMPARISONS = ['period before', 'year before'] as const;
const OF_DAYS = 'days';

/** Changes the question, and with it the address. */
export function useAsk() {
  const navigate = useNavigate({ from: '/reports/$name' });
  return (more: Partial<ReportSearch>) => void navigate({ search: (was) => ({ ...was, ...more, behind: undefined }) });
}

/** What is asked: the period, what it is held against, what it is parted by and narrowed to. */
export function QuestionBar({ page, search }: { page: ReportPage<Head>; search: ReportSearch }) {
  const { t } = useWords();
  const ask = useAsk();
  const { usual, ever = true, compares = false, by = [], usualBy, narrows = DIMENSIONS, kinds = false, Choices } = page;
  const ofKinds = (['sale', 'lead'] as const).map((value) => ({ value, label: t(`reports.kind.${value}`) }));
  return (
    <section className={styles.bar} aria-label={t('reports.question')}>
      <div className={styles.asked}>
        {usual !== null && <PeriodChoice search={search} usual={usual} ever={ever} />}
        {compares && (
          <Select
            label={t('reports.compare')}
            className={styles.choice}
            data={COMPARISONS.map((value) => ({ value, label: t(`reports.comparison.${value}`) }))}
            value={search.compare ?? null}
            placeholder={t('reports.nothing')}
            clearable
            disabled={(search.from ? undefined : (search.period ?? usual)) === 'all time'}
            onChange={(compare) => ask({ compare: compare ?? undefined })}
          />
        )}
        {by.length > 0 && (
          <Select
            label={t('reports.by')}
            className={styles.choice}
            data={by.map((value) => ({ value, label: t(`narrow.by.${value}`) }))}
            value={search.by ?? null}
            placeholder={usualBy ? t(`narrow.by.${usualBy}`) : t('reports.nothing')}
            clearable
            onChange={(value) => ask({ by: value ?? undefined })}
          />
        )}
        {kinds && <Choice name="kind" label={t('reports.kind.label')} options={ofKinds} search={search} usual="sale" />}
        {Choices && <Choices search={search} />}
      </div>
      <NarrowChips search={search} by={narrows} />
    </section>
  );
}

function PeriodChoice({ search, usual, ever }: { search: ReportSearch; usual: string; ever: boolean }) {
  const { t } = useWords();
  const ask = useAsk();
  const ofDays = search.from !== undefined;
  const choose = (value: string | null) => {
    const today = new Date().toISOString().slice(0, 10);
    if (value === OF_DAYS) ask({ period: undefined, from: `${today.slice(0, 7)}-01`, until: undefined });
    else
      ask({
        period: value === usual ? undefined : (value ?? undefined),
        from: undefined,
        until: undefined,
        ...(value === 'all time' && { compare: undefined }),
      });
  };
  return (
    <>
      <Select
        label={t('reports.period')}
        className={styles.choice}
        data={[...PERIODS.filter((one) => ever || one !== 'all time'), OF_DAYS].map((value) => ({
          value,
          label: t(`reports.of.${value as 'days'}`),
        }))}
        value={ofDays ? OF_DAYS : (search.period ?? usual)}
        onChange={choose}
        allowDeselect={false}
        maxDropdownHeight={420}
      />
      {ofDays && (
        <>
          <DayInput
            label={t('reports.from')}
            value={search.from?.slice(0, 10) ?? ''}
            onChange={(from) => from && ask({ from })}
          />
          <DayInput
            label={t('reports.until')}
            value={search.until?.slice(0, 10) ?? ''}
            onChange={(until) => ask({ until: until || undefined })}
          />
        </>
      )}
    </>
  );
}

interface ChoiceProps {
  /** The parameter of the address. */
  name: keyof ReportSearch;
  label: string;
  options: readonly { value: string; label: string }[];
  search: ReportSearch;
  /** What is meant unless it is said. */
  usual?: string;
}

/** A choice of a single report. */
export function Choice({ name, label, options, search, usual }: ChoiceProps) {
  const { t } = useWords();
  const ask = useAsk();
  return (
    <Select
      label={label}
      className={styles.choice}
      data={[...options]}
      value={(search[name] as string | undefined) ?? usual ?? null}
      placeholder={t('reports.nothing')}
      clearable={usual === undefined}
      allowDeselect={usual === undefined}
      searchable={options.length > 10}
      onChange={(value) => ask({ [name]: value === usual ? undefined : (value ?? undefined) })}
    />
  );
}
