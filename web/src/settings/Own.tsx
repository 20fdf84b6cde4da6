import { Button, SegmentedControl, Select, Switch } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api, told } from '../api/client';
import { useMe } from '../api/me';
import { useWatched } from '../api/session';
import { chooseSingleKeys, singleKeys } from '../keys';
import { Section } from '../parts/Section';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { choose, useWords } from '../words';
import styles from './settings.module.css';

const ZONES = Intl.supportedValuesOf('timeZone');
const NAMES = [
  { value: 'en', label: 'English' },
  { value: 'ru', label: 'Русский' },
];

/** In which language and by which clock somebody is spoken to, wherever they sit. */
export function Own() {
  const { t } = useWords();
  const me = useMe();
  const [language, setLanguage] = useState(me.language === 'ru' ? ('ru' as const) : ('en' as const));
  const [zone, setZone] = useState(me.zone);
  const keys = useWatched(singleKeys);
  const keep = useAct({
    send: () => told(api.PUT('/me', { body: { language, zone } })),
    stale: [['me'], ['settings']],
    says: t('settings.kept'),
    done: () => choose(language),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.act();
  };
  return (
    <Section name={t('settings.part.own')} about={t('settings.ownAbout')}>
      <form onSubmit={submit} className={styles.form}>
        <div>
          <span id="own-language" className={styles.label}>
            {t('shell.language')}
          </span>
          <SegmentedControl
            fullWidth
            aria-labelledby="own-language"
            value={language}
            onChange={(value) => setLanguage(value as 'en' | 'ru')}
            data={NAMES}
          />
        </div>
        <Select
          label={t('settings.zone')}
          description={t('settings.zoneAbout', { here: Intl.DateTimeFormat().resolvedOptions().timeZone })}
          placeholder={t('settings.officeZone')}
          data={ZONES}
          value={zone}
          onChange={setZone}
          limit={50}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('settings.officeZone') }}
        />
        <Why>{keep.why}</Why>
        <div>
          <Button type="submit" loading={keep.busy}>
            {t('settings.keep')}
          </Button>
        </div>
      </form>
      <Switch
        className={styles.apart}
        checked={keys}
        onChange={({ currentTarget }) => chooseSingleKeys(currentTarget.checked)}
        label={t('help.single')}
        description={t('help.singleWhy')}
      />
    </Section>
  );
}
