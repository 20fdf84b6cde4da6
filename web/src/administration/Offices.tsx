import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, keyed, type Shown, told } from '../api/client';
import { useMayI } from '../api/me';
import { Section } from '../parts/Section';
import { useAct } from '../parts/use-act';
import { useWords } from '../words';
import { BothInput, EditDialog } from './EditDialog';
import { Items } from './Items';
import { calendarsQuery, officesQuery } from './queries';

type Office = Shown['Office'];

/** Where people are, and by which calendar they work. */
export function Offices() {
  const { t, say } = useWords();
  const may = useMayI('people.change');
  const offices = useQuery(officesQuery);
  const [edited, edit] = useState<Office | 'new' | null>(null);
  return (
    <Section
      name={t('administration.part.offices')}
      aside={may && <Button onClick={() => edit('new')}>{t('administration.addOffice')}</Button>}
    >
      <Items
        of={offices}
        item={({ id, name, zone, calendar }) => ({ key: id, name: say(name), about: [zone, calendar] })}
        edit={may ? edit : undefined}
      />
      {edited && <OfficeForm office={edited === 'new' ? null : edited} close={() => edit(null)} />}
    </Section>
  );
}

function OfficeForm({ office, close }: { office: Office | null; close: () => void }) {
  const { t, say } = useWords();
  const [name, setName] = useState(office?.name ?? { en: '', ru: '' });
  const [zone, setZone] = useState(office?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [calendar, setCalendar] = useState(office?.calendar ?? 'office');
  const { data: calendars = [] } = useQuery(calendarsQuery);
  const body = { name, zone, calendar };
  const keep = useAct({
    send: (_: undefined, key) =>
      office
        ? told(api.PUT('/offices/{id}', { params: { path: { id: office.id } }, body }))
        : told(api.POST('/offices', { headers: keyed(key), body })),
    stale: [officesQuery.queryKey],
    says: t('administration.kept'),
    done: close,
  });
  return (
    <EditDialog title={office ? say(office.name) : t('administration.addOffice')} close={close} keep={keep}>
      <BothInput label={t('administration.name')} value={name} onChange={setName} />
      <Select
        label={t('administration.zone')}
        data={Intl.supportedValuesOf('timeZone')}
        value={zone}
        onChange={(one) => setZone(one ?? zone)}
        limit={50}
        searchable
        allowDeselect={false}
      />
      <Select
        label={t('administration.calendar')}
        data={calendars.map(({ key }) => key)}
        value={calendar}
        onChange={(one) => setCalendar(one ?? calendar)}
        allowDeselect={false}
      />
    </EditDialog>
  );
}
