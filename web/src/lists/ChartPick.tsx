import { Button, Checkbox, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useMayI } from '../api/me';
import { NamedAndSharedDialog } from '../parts/NamedAndShared';
import { useWords } from '../words';
import { type ChartType, dropChart, keepChart, type NamedChart, SHIPPED, sameType, useNamedCharts } from './charts';
import type { AskedOfView } from './use-list';

/** Types of charts: those that ship, one's own, those of others; and a name for the one that is shown. Source: DYN-23. */
export function ChartPick({ list }: { list: AskedOfView }) {
  const { t } = useWords();
  const { entity, search, go } = list;
  const named = useNamedCharts(entity);
  const mayKeep = useMayI('report.change');
  const [keeping, keep] = useState(false);
  const { chart, width, sum, form } = search;
  const shown: ChartType = { chart, width, sum, form };
  const draw = (type: ChartType) => go({ width: undefined, sum: undefined, form: undefined, ...type });
  const is = (type: ChartType) => sameType(type, shown);
  const own = named.find((one) => one.yours && is(one.type));
  const known = named.find((one) => is(one.type)) ?? SHIPPED[entity]?.find((one) => is(one.type));
  const remove = useMutation({ mutationFn: (id: string) => dropChart(id) });
  const nameOf = (one: typeof known) => one && ('id' in one ? one.name : t(`lists.charts.${one.name}`));
  const item = (key: string, label: string, type: ChartType) => (
    <Menu.Item
      key={key}
      aria-current={is(type) || undefined}
      fw={is(type) ? 700 : undefined}
      onClick={() => draw(type)}
    >
      {label}
    </Menu.Item>
  );
  const groups: readonly (readonly [label: string, some: readonly NamedChart[]])[] = [
    [t('lists.charts.yours'), named.filter(({ yours }) => yours)],
    [t('lists.charts.shared'), named.filter(({ yours }) => !yours)],
  ];
  return (
    <>
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {nameOf(known) ?? t('lists.charts.types')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {SHIPPED[entity] && <Menu.Label>{t('lists.charts.shipped')}</Menu.Label>}
          {SHIPPED[entity]?.map(({ name, type }) => item(name, t(`lists.charts.${name}`), type))}
          {groups.map(
            ([label, some]) =>
              some.length > 0 && (
                <div key={label}>
                  <Menu.Label>{label}</Menu.Label>
                  {some.map(({ id, name, type, yours, owner }) =>
                    item(id, yours ? name : `${name} · ${owner.name}`, type),
                  )}
                </div>
              ),
          )}
          {mayKeep && <Menu.Divider />}
          {mayKeep && <Menu.Item onClick={() => keep(true)}>{t('lists.charts.keep')}</Menu.Item>}
          {own && (
            <Menu.Item color="red" onClick={() => remove.mutate(own.id)}>
              {t('lists.charts.drop', { name: own.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {keeping && <KeepChart list={list} type={shown} close={() => keep(false)} />}
    </>
  );
}

function KeepChart({ list, type, close }: { list: AskedOfView; type: ChartType; close: () => void }) {
  const { t, say } = useWords();
  const [beside, put] = useState(true);
  const { entity, asked, view } = list;
  const { view: viewId, filter } = asked;
  return (
    <NamedAndSharedDialog
      title={t('lists.charts.keep')}
      nameLabel={t('lists.viewName')}
      send={(said) => keepChart({ ...said, entity, type, view: viewId, filter, beside: beside && view !== undefined })}
      close={close}
    >
      {() =>
        view && (
          <Checkbox
            label={t('lists.charts.beside', { view: say(view.name) })}
            checked={beside}
            onChange={({ currentTarget }) => put(currentTarget.checked)}
          />
        )
      }
    </NamedAndSharedDialog>
  );
}
