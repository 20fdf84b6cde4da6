import { Button, Switch } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { useMayI } from '../api/me';
import { queryClient } from '../api/query';
import { LongList, type Placed, pageOf } from '../parts/LongList';
import { Failed, Loading, State, useFaultWords } from '../parts/State';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { AlertRuleDialog, type Rule } from './AlertRule';
import { useRuleWords } from './alert-words';
import styles from './reports.module.css';
import './words';

const rulesQuery = { queryKey: ['alert-rules'], queryFn: () => told(api.GET('/alert-rules')) };
const reread = () => queryClient.invalidateQueries({ queryKey: rulesQuery.queryKey });

/** By which rules people are told of what goes wrong, and what the rules found. */
export function Alerts() {
  const { t } = useWords();
  useTitle(t('alerts.title'));
  return (
    <div className={styles.page}>
      <Link to="/reports" className={styles.back}>
        {t('reports.title')}
      </Link>
      <h1>{t('alerts.title')}</h1>
      <p className={styles.quiet}>{t('alerts.asks')}</p>
      <Rules />
      <Found />
    </div>
  );
}

function Rules() {
  const { t } = useWords();
  const may = useMayI('alert-rule.change');
  const rules = useQuery(rulesQuery);
  const [open, setOpen] = useState<Rule | 'new' | null>(null);
  if (rules.isPending) return <Loading rows={3} />;
  if (!rules.data) return <Failed fault={rules.error} again={() => void rules.refetch()} />;
  return (
    <section aria-label={t('alerts.rules')} className={styles.saved}>
      <h2>{t('alerts.rules')}</h2>
      {rules.data.items.length === 0 && <p className={styles.none}>{t('alerts.noRules')}</p>}
      <ul className={styles.saved}>
        {rules.data.items.map((rule) => (
          <RuleRow key={rule.id} rule={rule} change={may ? () => setOpen(rule) : undefined} />
        ))}
      </ul>
      {may && (
        <div>
          <Button variant="light" onClick={() => setOpen('new')}>
            {t('alerts.add')}
          </Button>
        </div>
      )}
      {open && (
        <AlertRuleDialog
          rule={open === 'new' ? null : open}
          close={() => setOpen(null)}
          done={() => {
            setOpen(null);
            void reread();
          }}
        />
      )}
    </section>
  );
}

function RuleRow({ rule, change }: { rule: Rule; change: (() => void) | undefined }) {
  const { t, say } = useWords();
  const words = useRuleWords();
  const faults = useFaultWords();
  const params = { path: { id: rule.id } };
  const { id: _id, ...kept } = rule;
  const turning = useMutation({
    mutationFn: (active: boolean) => told(api.PUT('/alert-rules/{id}', { params, body: { ...kept, active } })),
    onSettled: reread,
  });
  const removing = useMutation({
    mutationFn: () => told(api.DELETE('/alert-rules/{id}', { params })),
    onSettled: reread,
  });
  const fault = turning.error ?? removing.error;
  return (
    <li className={styles.savedRow}>
      <strong>{say(rule.name)}</strong>
      <span className={styles.quiet}>{words.says(rule.settings)}</span>
      <span className={styles.quiet}>{t('alerts.to', { whom: words.whom(rule.to) })}</span>
      <span className={styles.gap} />
      {change ? (
        <>
          <Switch
            checked={rule.active}
            onChange={({ currentTarget }) => turning.mutate(currentTarget.checked)}
            label={t('alerts.active')}
            aria-label={t('alerts.activeOf', { name: say(rule.name) })}
          />
          <Button size="compact-sm" variant="subtle" onClick={change}>
            {t('alerts.change')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            loading={removing.isPending}
            onClick={() => removing.mutate()}
          >
            {t('alerts.remove')}
          </Button>
        </>
      ) : (
        !rule.active && <span>{t('alerts.off')}</span>
      )}
      {fault && <p role="alert">{faults(fault)}</p>}
    </li>
  );
}

function Found() {
  const { t } = useWords();
  const list = useInfiniteQuery({
    queryKey: ['alert-rules', 'found'],
    queryFn: ({ pageParam }) => told(api.GET('/alerts', { params: { query: pageOf(pageParam) } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const { second } = useFormat();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={t('alerts.found')} className={styles.saved}>
      <h2>{t('alerts.found')}</h2>
      {list.isPending && <Loading rows={3} />}
      {list.isError && !list.data && <Failed fault={list.error} again={() => void list.refetch()} />}
      {list.data && items.length === 0 && <State title={t('alerts.nothing')} />}
      <LongList rows={items} row={(one, placed) => <FoundRow one={one} placed={placed} />} height={52} list={list} />
      {list.data && <p className={styles.quiet}>{t('asOf', { time: second(list.dataUpdatedAt) })}</p>}
    </section>
  );
}

function FoundRow({ one, placed }: { one: Shown['Alert']; placed: Placed }) {
  const { t, say } = useWords();
  const { when } = useFormat();
  const words = useRuleWords();
  return (
    <li {...placed} className={styles.savedRow}>
      {one.instanceId ? (
        <Link to="/sales/$id" params={{ id: one.instanceId }}>
          {words.thing(one)}
        </Link>
      ) : (
        <span>{words.thing(one)}</span>
      )}
      <span className={styles.quiet}>
        {say(one.rule.name)} · {when(one.raisedAt)} ·{' '}
        {one.endedAt ? t('alerts.ended', { when: when(one.endedAt) }) : t('alerts.holds')}
      </span>
    </li>
  );
}
