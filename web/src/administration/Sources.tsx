import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, keyed, type Shown, told } from '../api/client';
import { sourcesQuery } from '../api/company';
import { useMayI, useMe } from '../api/me';
import { DayInput } from '../parts/dates/DayInput';
import { Section } from '../parts/Section';
import { useAct } from '../parts/use-act';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './administration.module.css';
import { BothInput, EditDialog } from './EditDialog';
import { Items } from './Items';

type Source = Shown['Source'];

/** Where interest comes from: campaigns with their cost and time, and sources outside of any. */
export function Sources() {
  const { t, say } = useWords();
  const { money, day } = useFormat();
  const may = useMayI('source.change');
  const sources = useQuery(sourcesQuery);
  const [edited, edit] = useState<Source | 'new' | null>(null);
  return (
    <Section
      name={t('administration.part.sources')}
      aside={may && <Button onClick={() => edit('new')}>{t('administration.addSource')}</Button>}
    >
      <Items
        of={sources}
        item={({ id, key, name, kind, cost, startsOn, endsOn, running }) => ({
          key: id,
          name: say(name),
          about: [
            key,
            t(`administration.source.${kind}`),
            cost && money(cost),
            [startsOn, endsOn].some(Boolean) && `${startsOn ? day(startsOn) : ''} – ${endsOn ? day(endsOn) : ''}`,
          ],
          off: !running,
        })}
        edit={may ? edit : undefined}
      />
      {edited && <SourceForm source={edited === 'new' ? null : edited} close={() => edit(null)} />}
    </Section>
  );
}

function SourceForm({ source, close }: { source: Source | null; close: () => void }) {
  const { t, say } = useWords();
  const { baseCurrency } = useMe();
  const [name, setName] = useState(source?.name ?? { en: '', ru: '' });
  const [kind, setKind] = useState<Source['kind']>(source?.kind ?? 'campaign');
  const [cost, setCost] = useState(source?.cost?.amount ?? '');
  const [currency, setCurrency] = useState(source?.cost?.currency ?? baseCurrency);
  const [days, setDays] = useState({ startsOn: source?.startsOn ?? '', endsOn: source?.endsOn ?? '' });
  const body = {
    name,
    kind,
    cost: cost === '' ? null : { amount: cost, currency },
    startsOn: days.startsOn || null,
    endsOn: days.endsOn || null,
  };
  const keep = useAct({
    send: (_: undefined, sent) =>
      source
        ? told(api.PUT('/sources/{id}', { params: { path: { id: source.id } }, body }))
        : told(api.POST('/sources', { headers: keyed(sent), body })),
    stale: [sourcesQuery.queryKey],
    says: t('administration.kept'),
    done: close,
  });
  const date = (name: 'startsOn' | 'endsOn') => (
    <DayInput
      label={t(`administration.${name}`)}
      value={days[name]}
      onChange={(day) => setDays({ ...days, [name]: day })}
    />
  );
  return (
    <EditDialog title={source ? say(source.name) : t('administration.addSource')} close={close} keep={keep}>
      <BothInput label={t('administration.name')} value={name} onChange={setName} />
      <SegmentedControl
        aria-label={t('administration.kind')}
        value={kind}
        onChange={(value) => setKind(value as Source['kind'])}
        data={(['campaign', 'outside'] as const).map((value) => ({
          value,
          label: t(`administration.source.${value}`),
        }))}
      />
      <div className={styles.line}>
        <TextInput
          label={t('administration.cost')}
          inputMode="decimal"
          value={cost}
          onChange={({ currentTarget }) => setCost(currentTarget.value)}
        />
        <TextInput
          label={t('administration.currency')}
          maxLength={3}
          value={currency}
          onChange={({ currentTarget }) => setCurrency(currentTarget.value.toUpperCase())}
        />
        {date('startsOn')}
        {date('endsOn')}
      </div>
    </EditDialog>
  );
}
