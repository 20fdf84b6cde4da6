import type { FormEvent } from 'react';
import { useFaults } from '../answer/use-answer';
import { api, keyed, told } from '../api/client';
import { FormFoot } from '../records/FormFoot';
import type { Ref } from '../records/on';
import { RecordPick } from '../records/RecordPick';
import { useKept } from '../records/use-kept';
import { useWords } from '../words';
import { Alike } from './Alike';
import styles from './add.module.css';
import { type AddFormProps, given } from './form';
import { Text } from './Text';

/** An organisation: a name is enough. Source: ONEC-02. */
export function AddAccount({ close, done }: AddFormProps) {
  const { t } = useWords();
  const form = useKept({
    scope: 'add.account',
    first: { name: '', phone: '', email: '', website: '', taxNumber: '' },
    send: (typed, key) =>
      told(
        api.POST('/accounts', { params: { header: keyed(key) }, body: { ...given(typed), name: typed.name.trim() } }),
      ),
    done: ({ id, name }) => done({ kind: 'account', id, name }),
  });
  const { byField, others } = useFaults(form.refused, {});
  const { name, phone, email, website, taxNumber } = form.value;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.busy) form.send();
  };
  const shared = { form, errors: byField };
  return (
    <form onSubmit={submit} className={styles.form}>
      <Text {...shared} name="name" label={t('add.name')} required autoFocus maxLength={300} />
      <div className={styles.pair}>
        <Text {...shared} name="phone" label={t('add.phone')} type="tel" maxLength={100} />
        <Text {...shared} name="email" label={t('add.email')} type="email" maxLength={320} />
      </div>
      <div className={styles.pair}>
        <Text {...shared} name="website" label={t('add.website')} maxLength={500} />
        <Text {...shared} name="taxNumber" label={t('add.taxNumber')} maxLength={50} />
      </div>
      <Alike entity="account" typed={{ name, phone, email, site: website, taxNumber }} />
      <FormFoot does={t('add.do.account')} form={form} others={others} close={close} disabled={name.trim() === ''} />
    </form>
  );
}

/** A person, and the organisation that they belong to. */
export function AddContact({ close, done, account }: AddFormProps) {
  const { t } = useWords();
  const form = useKept({
    scope: `add.contact.${account?.id ?? ''}`,
    first: { name: '', phone: '', email: '', post: '', account: account ?? (null as Ref | null) },
    send: ({ account: of, post, name, ...typed }, key) => {
      const accounts = of ? { accounts: [{ id: of.id, post: post.trim() || null }] } : {};
      return told(
        api.POST('/contacts', {
          params: { header: keyed(key) },
          body: { ...given(typed), name: name.trim(), ...accounts },
        }),
      );
    },
    done: ({ id, name }) => done({ kind: 'contact', id, name }),
  });
  const { byField, others } = useFaults(form.refused, {});
  const { name, phone, email, account: of } = form.value;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.busy) form.send();
  };
  const shared = { form, errors: byField };
  return (
    <form onSubmit={submit} className={styles.form}>
      <Text {...shared} name="name" label={t('add.personName')} required autoFocus maxLength={300} />
      <div className={styles.pair}>
        <RecordPick
          kind="account"
          label={t('add.organisation')}
          value={of}
          onChange={(picked) => form.set({ account: picked })}
        />
        <Text {...shared} name="post" label={t('add.post')} maxLength={200} />
      </div>
      <div className={styles.pair}>
        <Text {...shared} name="phone" label={t('add.phone')} type="tel" maxLength={100} />
        <Text {...shared} name="email" label={t('add.email')} type="email" maxLength={320} />
      </div>
      <Alike entity="contact" typed={{ name, phone, email, ...(of && { organisation: of.name }) }} />
      <FormFoot does={t('add.do.contact')} form={form} others={others} close={close} disabled={name.trim() === ''} />
    </form>
  );
}
