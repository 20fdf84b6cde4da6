import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, told } from '../api/client';
import { useMayI } from '../api/me';
import { Section } from '../parts/Section';
import { Failed, Loading } from '../parts/State';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './administration.module.css';
import { Items } from './Items';
import { calendarQuery, calendarsQuery } from './queries';
import { SourceText } from './SourceText';

/** Working time: each calendar is a text, and says before it is changed what it would move. */
export function Calendars() {
  const { t, say } = useWords();
  const navigate = useNavigate({ from: '/administration' });
  const { of } = useSearch({ from: '/administration' });
  const calendars = useQuery(calendarsQuery);
  return (
    <>
      <Section name={t('administration.part.calendars')} about={t('administration.calendarsAbout')}>
        <Items
          of={calendars}
          item={({ key, version, definition, note }) => ({
            key,
            name: say((definition as { name: { en: string; ru: string } }).name),
            about: [key, t('administration.version', { version }), (definition as { zone?: string }).zone, note],
          })}
          edit={({ key }) => void navigate({ search: { part: 'calendars', of: key } })}
        />
      </Section>
      {of && <CalendarText key={of} of={of} />}
    </>
  );
}

function CalendarText({ of }: { of: string }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(calendarQuery(of));
  if (error && !data) return <Failed fault={error} again={() => void refetch()} />;
  return (
    <Section name={t('administration.calendarOf', { name: of })}>
      {data ? <CalendarForm key={data.version} of={of} version={data.version} first={data.text ?? ''} /> : <Loading />}
    </Section>
  );
}

function CalendarForm({ of: key, version, first }: { of: string; version: number; first: string }) {
  const { t } = useWords();
  const may = useMayI('calendar.publish');
  const [text, setText] = useState(first);
  const [note, setNote] = useState('');
  const path = { params: { path: { key } } };
  const preview = useAct({ send: () => told(api.POST('/calendars/{key}/preview', { ...path, body: { text } })) });
  const publish = useAct({
    send: () =>
      told(api.PUT('/calendars/{key}', { ...path, body: { text, after: version, ...(note !== '' && { note }) } })),
    stale: [calendarsQuery.queryKey],
    says: t('administration.calendarKept'),
  });
  const type = (typed: string) => {
    setText(typed);
    preview.again();
  };
  return (
    <>
      <SourceText label={t('administration.text')} value={text} onChange={may ? type : undefined} />
      {preview.answer && <WouldMove preview={preview.answer} />}
      <Why>{publish.why ?? preview.why}</Why>
      {may && (
        <div className={styles.line}>
          <Button variant="default" loading={preview.busy} onClick={() => preview.act()}>
            {t('administration.preview')}
          </Button>
          <TextInput
            aria-label={t('administration.note')}
            placeholder={t('administration.note')}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          <Button loading={publish.busy} disabled={!preview.answer} onClick={() => publish.act()}>
            {t('administration.putInForce')}
          </Button>
        </div>
      )}
    </>
  );
}

interface Preview {
  looked: number;
  moves: number;
  complete: boolean;
  items: readonly {
    instance: { id: string; name: string };
    moves: readonly { subject: string; from: string | null; to: string | null }[];
  }[];
}

/** Which deadlines a calendar would move. */
function WouldMove({ preview: { looked, moves, complete, items } }: { preview: Preview }) {
  const { t } = useWords();
  const { when } = useFormat();
  return (
    <div role="status">
      <p>{t('administration.wouldMove', { count: moves, looked })}</p>
      {!complete && <p className={styles.quiet}>{t('administration.lookedAtFirst')}</p>}
      <ul className={styles.quiet}>
        {items.slice(0, 10).map(({ instance, moves: moved }) => (
          <li key={instance.id}>
            {instance.name}:{' '}
            {moved.map(({ from, to }) => `${from ? when(from) : '–'} → ${to ? when(to) : '–'}`).join(', ')}
          </li>
        ))}
      </ul>
    </div>
  );
}
