import { Button } from '@mantine/core';
import type { FormEvent } from 'react';
import { useFaults } from '../answer/use-answer';
import { api, keyed, type Shown, told } from '../api/client';
import { FormFoot } from '../records/FormFoot';
import type { Ref } from '../records/on';
import { useKept } from '../records/use-kept';
import { useWords } from '../words';
import { Alike, type Match } from './Alike';
import styles from './add.module.css';
import { type AddFormProps, given } from './form';
import { Processes } from './Processes';
import { Text } from './Text';
import { whenMade } from './when-made';

const FIRST = { topic: '', personName: '', organisation: '', phone: '', email: '', need: '', process: '' };

/** A lead: what somebody wants, and who that is, as they said it; or a client who is known already. Source: DYN-09, DYN-13, DYN-17. */
export function AddLead({ close, done, account, contact }: AddFormProps) {
  const { t } = useWords();
  const form = useKept({
    scope: `add.lead.${account?.id ?? contact?.id ?? ''}`,
    first: { ...FIRST, account: account ?? (null as Ref | null), contact: contact ?? (null as Ref | null) },
    send: async ({ account: of, contact: who, topic, ...typed }, key) => {
      const body: Shown['NewLead'] = {
        ...given(typed),
        topic: topic.trim(),
        ...(of && { accountId: of.id }),
        ...(who && { contactId: who.id }),
      };
      return whenMade(key, await told(api.POST('/leads', { params: { header: keyed(key) }, body })), 'lead');
    },
    done: (id) => done({ kind: 'lead', id, name: form.value.topic }),
  });
  const { byField, others } = useFaults(form.refused, {});
  const { topic, personName, organisation, phone, email, account: of, contact: who } = form.value;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.busy) form.send();
  };
  const take = ({ kind, id, name }: Match) => form.set({ [kind]: { id: id ?? '', name: name ?? '' } });
  const shared = { form, errors: byField };
  return (
    <form onSubmit={submit} className={styles.form}>
      <Text {...shared} name="topic" label={t('add.topic')} required autoFocus maxLength={300} />
      {of ? (
        <Taken label={t('add.organisation')} one={of} leave={() => form.set({ account: null })} />
      ) : (
        <Text {...shared} name="organisation" label={t('add.organisation')} maxLength={300} />
      )}
      {who ? (
        <Taken label={t('add.personName')} one={who} leave={() => form.set({ contact: null })} />
      ) : (
        <>
          <Text {...shared} name="personName" label={t('add.personName')} maxLength={300} />
          <div className={styles.pair}>
            <Text {...shared} name="phone" label={t('add.phone')} type="tel" maxLength={100} />
            <Text {...shared} name="email" label={t('add.email')} type="email" maxLength={320} />
          </div>
        </>
      )}
      <Text {...shared} name="need" label={t('add.need')} long maxLength={4000} />
      <Processes kind="lead" value={form.value.process} onChange={(process) => form.set({ process })} />
      <Alike
        entity="lead"
        typed={{ ...(!who && { personName, phone, email }), ...(!of && { organisation }) }}
        take={take}
      />
      <FormFoot does={t('add.do.lead')} form={form} others={others} close={close} disabled={topic.trim() === ''} />
    </form>
  );
}

/** A client who is known already, and the way back to typing. */
export function Taken({ label, one, leave }: { label: string; one: Ref; leave: () => void }) {
  const { t } = useWords();
  return (
    <p className={styles.taken}>
      <span className={styles.quiet}>{label}</span> <strong>{one.name}</strong>
      <Button size="compact-xs" variant="subtle" onClick={leave} aria-label={t('add.leaveOf', { name: one.name })}>
        {t('add.leave')}
      </Button>
    </p>
  );
}
