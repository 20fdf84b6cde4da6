import { Checkbox, Select } from '@mantine/core';
import { useId } from 'react';
import { useMayI } from '../api/me';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import { ChangedMeanwhile } from './ChangedMeanwhile';
import styles from './clients.module.css';
import { Hidden } from './InPlace';
import { useCategories, useClosed, useProperties } from './setup';
import { type Held, useChange } from './use-change';

/** Named attributes whose value is picked from a list filled in beforehand; kept as soon as it is picked. Source: ONEC-22. */
export function Properties({ held }: { held: Held }) {
  const { t, say } = useWords();
  const { of, card } = held;
  const may = useMayI(`${of.kind}.change`);
  const closed = useClosed(of.kind);
  const list = useProperties(of.kind);
  const changing = useChange(held);
  const { variables } = changing;
  if (list.isPending) return <Loading rows={3} />;
  if (!list.data) return <Failed fault={list.error} again={() => void list.refetch()} />;
  const items = list.data.items.filter(
    ({ key, retiredAt }) => retiredAt === null || card.properties[key] !== undefined,
  );
  if (items.length === 0) return <State title={t('clients.properties.none')} />;
  return (
    <div className={styles.marks}>
      <p className={styles.quiet}>{t('clients.properties.why')}</p>
      {items.map(({ key, name, options }) => {
        const shut = closed(`property.${key}`);
        if (shut === 'hidden')
          return (
            <p key={key}>
              {say(name)}: <Hidden />
            </p>
          );
        return (
          <Select
            key={key}
            label={say(name)}
            data={Object.entries(options).map(([value, label]) => ({ value, label: say(label) }))}
            value={(changing.isPending ? variables?.properties?.[key] : undefined) ?? card.properties[key] ?? null}
            onChange={(value) => changing.mutate({ properties: { [key]: value } })}
            disabled={!may || shut === 'read-only' || changing.isPending}
            {...(shut === 'read-only' && { description: t('clients.readOnly') })}
            placeholder={t('clients.properties.noValue')}
            clearable
            searchable
          />
        );
      })}
      {changing.error && variables && (
        <ChangedMeanwhile fault={changing.error} again={() => changing.mutate(variables)} busy={changing.isPending} />
      )}
    </div>
  );
}

/** What a client is only ticked in; kept as soon as it is ticked. Source: ONEC-23. */
export function Categories({ held }: { held: Held }) {
  const { t, say } = useWords();
  const { of, card } = held;
  const may = useMayI(`${of.kind}.change`);
  const shut = useClosed(of.kind)('categories');
  const why = useId();
  const list = useCategories(of.kind);
  const changing = useChange(held);
  const { variables } = changing;
  if (shut === 'hidden')
    return (
      <p>
        <Hidden />
      </p>
    );
  if (list.isPending) return <Loading rows={3} />;
  if (!list.data) return <Failed fault={list.error} again={() => void list.refetch()} />;
  const items = list.data.items.filter(({ key, retiredAt }) => retiredAt === null || card.categories.includes(key));
  if (items.length === 0) return <State title={t('clients.categories.none')} />;
  const ticked = (changing.isPending ? variables?.categories : undefined) ?? card.categories;
  return (
    <div className={styles.marks}>
      <p className={styles.quiet} id={why}>
        {shut === 'read-only' ? t('clients.readOnly') : t('clients.categories.why')}
      </p>
      {items.map(({ key, name }) => (
        <Checkbox
          key={key}
          label={say(name)}
          aria-describedby={why}
          checked={ticked.includes(key)}
          disabled={!may || shut === 'read-only' || changing.isPending}
          onChange={({ currentTarget }) =>
            changing.mutate({
              categories: currentTarget.checked
                ? [...card.categories, key]
                : card.categories.filter((one) => one !== key),
            })
          }
        />
      ))}
      {changing.error && variables && (
        <ChangedMeanwhile fault={changing.error} again={() => changing.mutate(variables)} busy={changing.isPending} />
      )}
    </div>
  );
}
