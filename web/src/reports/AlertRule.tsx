import { Button, Checkbox, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, keyed, newKey, type Shown, told } from '../api/client';
import { usePeople } from '../api/company';
import { useOptions } from '../narrow/options';
import { Dialog } from '../parts/Dialog';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useRuleWords } from './alert-words';
import { useBase } from './base';
import styles from './reports.module.css';

export type Rule = Shown['AlertRule'];
type Settings = Rule['settings'];
type SettingsKind = Settings['kind'];

const KINDS: readonly SettingsKind[] = ['deal stalls', 'queue grows', 'forecast slips'];
const ROLES = ['rep', 'manager', 'director', 'lawyer', 'sales-ops', 'administrator'] as const;

const FIRST: Record<SettingsKind, Settings> = {
  'deal stalls': { kind: 'deal stalls', fromMinor: 0, days: 3 },
  'queue grows': { kind: 'queue grows', process: '', stage: '', atLeast: 10 },
  'forecast slips': { kind: 'forecast slips', per: 'quarter', fallPct: 15 },
};
const NEW: Omit<Rule, 'id' | 'revision'> = {
  name: { en: '', ru: '' },
  settings: FIRST['deal stalls'],
  to: { owner: false, manager: true, people: [], roles: [] },
  active: true,
};

interface AlertRuleDialogProps {
  rule: Rule | null;
  close: () => void;
  done: () => void;
}

/** A rule of sales ops: what it looks for, whom it tells, and what it would find now. */
export function AlertRuleDialog({ rule, close, done }: AlertRuleDialogProps) {
  const { t } = useWords();
  const faults = useFaultWords();
  const [typed, type] = useState<typeof NEW>(rule ?? NEW);
  const [key] = useState(newKey);
  const { settings, name } = typed;
  const set = (more: Partial<typeof NEW>) => type({ ...typed, ...more });
  const keeping = useMutation({
    mutationFn: () => {
      const { name: named, to, active } = typed;
      const body = { name: { en: named.en || named.ru, ru: named.ru || named.en }, settings, to, active };
      return rule
        ? told(
            api.PUT('/alert-rules/{id}', {
              params: { path: { id: rule.id } },
              body: { ...body, revision: rule.revision },
            }),
          )
        : told(api.POST('/alert-rules', { params: { header: keyed(key) }, body }));
    },
    onSuccess: done,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keeping.mutate();
  };
  return (
    <Dialog title={t(rule ? 'alerts.change' : 'alerts.add')} close={close}>
      <form onSubmit={submit} className={styles.dialog}>
        <Select
          label={t('alerts.kind')}
          data={KINDS.map((value) => ({ value, label: t(`alerts.kinds.${value}`) }))}
          value={settings.kind}
          onChange={(kind) => set({ settings: FIRST[(kind ?? 'deal stalls') as SettingsKind] })}
          allowDeselect={false}
          data-autofocus
        />
        <SettingsFields settings={settings} set={(more) => set({ settings: more })} />
        {(['en', 'ru'] as const).map((language) => (
          <TextInput
            key={language}
            label={t(`alerts.name.${language}`)}
            required={language === 'en' ? name.ru === '' : name.en === ''}
            maxLength={200}
            value={name[language]}
            onChange={({ currentTarget }) => set({ name: { ...name, [language]: currentTarget.value } })}
          />
        ))}
        <Receivers to={typed.to} set={(to) => set({ to })} />
        <Trial settings={settings} />
        {keeping.error && <p role="alert">{faults(keeping.error)}</p>}
        <div>
          <Button type="submit" loading={keeping.isPending}>
            {t('alerts.keep')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function SettingsFields({ settings, set }: { settings: Settings; set: (settings: Settings) => void }) {
  const { t } = useWords();
  const base = useBase();
  const processes = useOptions('process').options;
  const stages = useOptions(settings.kind === 'queue grows' ? 'stage' : null).options;
  const number = (label: string, value: number, change: (value: number) => void, max = 1_000_000_000) => (
    <NumberInput
      label={label}
      value={value}
      min={0}
      max={max}
      thousandSeparator=" "
      onChange={(typed) => change(Number(typed) || 0)}
    />
  );
  switch (settings.kind) {
    case 'deal stalls':
      return (
        <>
          {number(t('alerts.from', { currency: base.currency }), base.wholeOf(settings.fromMinor), (whole) =>
            set({ ...settings, fromMinor: base.minorOf(whole) }),
          )}
          {number(t('alerts.days'), settings.days, (days) => set({ ...settings, days }), 365)}
        </>
      );
    case 'queue grows':
      return (
        <>
          <Select
            label={t('narrow.by.process')}
            required
            data={processes}
            value={settings.process || null}
            onChange={(process) => set({ ...settings, process: process ?? '' })}
          />
          <Select
            label={t('narrow.by.stage')}
            required
            searchable
            data={stages}
            value={settings.stage || null}
            onChange={(stage) => set({ ...settings, stage: stage ?? '' })}
          />
          {number(t('alerts.atLeast'), settings.atLeast, (atLeast) =>
            set({ ...settings, atLeast: Math.max(1, atLeast) }),
          )}
          {number(t('alerts.growth'), settings.growthPct ?? 0, (growthPct) => set({ ...settings, growthPct }), 1000)}
        </>
      );
    case 'forecast slips':
      return (
        <>
          <Select
            label={t('reports.per.label')}
            data={(['month', 'quarter'] as const).map((value) => ({ value, label: t(`reports.per.${value}`) }))}
            value={settings.per}
            allowDeselect={false}
            onChange={(per) => set({ ...settings, per: (per ?? 'month') as 'month' })}
          />
          {number(t('alerts.fall'), settings.fallPct, (fallPct) => set({ ...settings, fallPct }), 100)}
        </>
      );
  }
}

function Receivers({ to, set }: { to: Rule['to']; set: (to: Rule['to']) => void }) {
  const { t } = useWords();
  const people = usePeople(true);
  return (
    <fieldset className={`${styles.saved} ${styles.receivers}`}>
      <legend>{t('alerts.receivers')}</legend>
      <div className={styles.actions}>
        {(['owner', 'manager'] as const).map((one) => (
          <Checkbox
            key={one}
            label={t(`alerts.${one}`)}
            checked={to[one]}
            onChange={({ currentTarget }) => set({ ...to, [one]: currentTarget.checked })}
          />
        ))}
      </div>
      <MultiSelect
        label={t('alerts.roles')}
        data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        value={to.roles}
        onChange={(roles) => set({ ...to, roles })}
      />
      <MultiSelect
        label={t('alerts.people')}
        data={(people.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={to.people}
        onChange={(ids) => set({ ...to, people: ids })}
        searchable
      />
    </fieldset>
  );
}

/** What such a rule would find now; nobody is told. */
function Trial({ settings }: { settings: Settings }) {
  const { t } = useWords();
  const faults = useFaultWords();
  const words = useRuleWords();
  const trial = useMutation({
    mutationFn: () => told(api.POST('/alert-rules/try', { body: { settings } })),
  });
  return (
    <div className={styles.saved}>
      <div>
        <Button variant="default" loading={trial.isPending} onClick={() => trial.mutate()}>
          {t('alerts.try')}
        </Button>
      </div>
      {trial.error && <p role="alert">{faults(trial.error)}</p>}
      {trial.data && (
        <div role="status">
          <p>{t('alerts.tried', { count: trial.data.items.length })}</p>
          <ul className={styles.sheet}>
            {trial.data.items.slice(0, 10).map((one) => (
              <li key={one.thing}>{words.thing(one)}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
