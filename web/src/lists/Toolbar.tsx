import { Button, Menu } from '@mantine/core';
import { IconChartBar, IconDownload } from '@tabler/icons-react';
import { useMayI } from '../api/me';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { ColumnPick } from './ColumnPick';
import styles from './lists.module.css';
import type { AskedOfView } from './use-list';
import { ViewPick } from './ViewPick';

/** What a chart shows first, list by list. */
const FIRST_CHART = { lead: 'source', sale: 'stage', account: 'industry', contact: 'account' } as const;

/** The view, how many there are, and what can be done with the list as a whole. */
export function Toolbar({ list, total }: { list: AskedOfView; total: number | undefined }) {
  const { t } = useWords();
  const { figure } = useFormat();
  const { search, entity, go } = list;
  const chart = search.chart ? undefined : FIRST_CHART[entity];
  return (
    <div className={styles.toolbar}>
      <ViewPick list={list} />
      <strong className={styles.count}>
        {total === undefined ? '…' : t('lists.count', { count: total, shown: figure(total) })}
      </strong>
      <span className={styles.gap} />
      <Button
        variant={search.chart ? 'light' : 'default'}
        size="compact-sm"
        leftSection={<IconChartBar size={16} aria-hidden />}
        aria-pressed={search.chart !== undefined}
        onClick={() => go({ chart, width: undefined, sum: undefined, form: undefined })}
      >
        {t('lists.chart')}
      </Button>
      <ColumnPick list={list} />
      <TakeAway list={list} />
    </div>
  );
}

/** The list as a file, as it is shown. */
function TakeAway({ list }: { list: AskedOfView }) {
  const { t } = useWords();
  const { entity, asked } = list;
  const may = useMayI(`${entity}.export`);
  if (!may) return null;
  const query = (more: Record<string, string>) =>
    new URLSearchParams({
      ...(asked.view && { view: asked.view }),
      ...(asked.filter && { filter: asked.filter }),
      ...(asked.sort && { sort: asked.sort }),
      ...more,
    }).toString();
  const file = (format: string) => `/api/v1/exports/${entity}s?${query({ columns: asked.columns, format })}`;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconDownload size={16} aria-hidden />}>
          {t('lists.file')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={file('xlsx')} download>
          {t('lists.xlsx')}
        </Menu.Item>
        <Menu.Item component="a" href={file('csv')} download>
          {t('lists.csv')}
        </Menu.Item>
        {entity === 'contact' && !asked.view && (
          <Menu.Item component="a" href={`/api/v1/exports/contacts.vcf?${query({})}`} download>
            {t('lists.vcf')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
