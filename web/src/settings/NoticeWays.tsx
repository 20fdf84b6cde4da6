import { Button, Checkbox, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { Section } from '../parts/Section';
import { Failed, Loading } from '../parts/State';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { MuteAll } from './MuteAll';
import { DAYS, KINDS, MAIL_WAYS } from './notice-kinds';
import { noticesQuery } from './queries';
import styles from './settings.module.css';

type Ways = Shown['NoticeSettings'];

/** Which notices come by mail and to one's browsers, and when. */
export function NoticeWays() {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(noticesQuery);
  if (error && !data) return <Failed fault={error} again={() => void refetch()} />;
  return (
    <Section name={t('settings.part.notices')} about={data && t('settings.noticesAbout', { zone: data.zone })}>
      {data ? (
        <>
          <MuteAll until={data.mutedUntil} />
          <WaysForm key={JSON.stringify(data)} first={data} />
        </>
      ) : (
        <Loading rows={4} />
      )}
    </Section>
  );
}

function WaysForm({ first }: { first: Ways }) {
  const { t } = useWords();
  const [ways, setWays] = useState(first);
  const keep = useAct({
    send: ({ mail, push, digest, quiet }: Ways) => {
      const body = { mail, push, digest, quiet } as Shown['PutNoticeSettings'];
      return told(api.PUT('/me/notices', { body }));
    },
    stale: [noticesQuery.queryKey],
    says: t('settings.kept'),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.act(ways);
  };
  return (
    <form onSubmit={submit} className={styles.ways}>
      {KINDS.map((kind) => (
        <div key={kind} className={styles.way}>
          <span>{t(`settings.kind.${kind}`)}</span>
          <Select
            aria-label={t('settings.byMail', { kind: t(`settings.kind.${kind}`) })}
            data={MAIL_WAYS.map((way) => ({ value: way, label: t(`settings.mail.${way}`) }))}
            value={ways.mail[kind] ?? 'never'}
            onChange={(way) => setWays({ ...ways, mail: { ...ways.mail, [kind]: (way ?? 'never') as 'never' } })}
            allowDeselect={false}
          />
          <Switch
            label={t('settings.push')}
            aria-label={t('settings.pushOf', { kind: t(`settings.kind.${kind}`) })}
            checked={ways.push[kind] === 'at once'}
            onChange={({ currentTarget }) =>
              setWays({ ...ways, push: { ...ways.push, [kind]: currentTarget.checked ? 'at once' : 'never' } })
            }
          />
        </div>
      ))}
      <Digest ways={ways} change={setWays} />
      <Quiet ways={ways} change={setWays} />
      <Why>{keep.why}</Why>
      <div>
        <Button type="submit" loading={keep.busy}>
          {t('settings.keep')}
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  ways: Ways;
  change: (ways: Ways) => void;
}

/** One mail a day with what is new. */
function Digest({ ways, change }: PartProps) {
  const { t } = useWords();
  const { weekday } = useFormat();
  const { digest } = ways;
  return (
    <div className={styles.ways}>
      <Switch
        label={t('settings.digest')}
        checked={digest !== null}
        onChange={({ currentTarget }) =>
          change({ ...ways, digest: currentTarget.checked ? { at: '08:30', days: [1, 2, 3, 4, 5] } : null })
        }
      />
      {digest && (
        <div className={styles.line}>
          <TextInput
            type="time"
            label={t('settings.at')}
            required
            value={digest.at}
            onChange={({ currentTarget }) => change({ ...ways, digest: { ...digest, at: currentTarget.value } })}
          />
          <Checkbox.Group
            label={t('settings.days')}
            value={digest.days.map(String)}
            onChange={(days) => change({ ...ways, digest: { ...digest, days: days.map(Number).sort() } })}
          >
            <div className={styles.days}>
              {DAYS.map((day) => (
                <Checkbox key={day} value={String(day)} label={weekday(day)} />
              ))}
            </div>
          </Checkbox.Group>
        </div>
      )}
    </div>
  );
}

/** Hours in which mails and pushes wait. */
function Quiet({ ways, change }: PartProps) {
  const { t } = useWords();
  const { quiet } = ways;
  const edge = (side: 'from' | 'to') =>
    quiet && (
      <TextInput
        type="time"
        label={t(`settings.${side}`)}
        required
        value={quiet[side]}
        onChange={({ currentTarget }) => change({ ...ways, quiet: { ...quiet, [side]: currentTarget.value } })}
      />
    );
  return (
    <div className={styles.ways}>
      <Switch
        label={t('settings.quiet')}
        checked={quiet !== null}
        onChange={({ currentTarget }) =>
          change({ ...ways, quiet: currentTarget.checked ? { from: '20:00', to: '08:00' } : null })
        }
      />
      {quiet && (
        <div className={styles.line}>
          {edge('from')}
          {edge('to')}
        </div>
      )}
    </div>
  );
}
