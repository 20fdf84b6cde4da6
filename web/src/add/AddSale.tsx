import { Button } from '@mantine/core';
import type { FormEvent } from 'react';
import { useFaults } from '../answer/use-answer';
import { api, keyed, type Shown, told } from '../api/client';
import { FormFoot } from '../records/FormFoot';
import type { Ref } from '../records/on';
import { RecordPick } from '../records/RecordPick';
import { useKept } from '../records/use-kept';
import { useWords } from '../words';
import styles from './add.module.css';
import type { AddFormProps } from './form';
import { Processes } from './Processes';
import { Text } from './Text';
import { whenMade } from './when-made';

/** A sale: what it is about and whose it is; the process asks the rest when it needs it. */
export function AddSale({ close, done, account, contact }: AddFormProps) {
  const { t } = useWords();
  const form = useKept({
    scope: `add.sale.${account?.id ?? contact?.id ?? ''}`,
    first: {
      title: '',
      process: '',
      secondReason: '',
      account: account ?? (null as Ref | null),
      contact: contact ?? (null as Ref | null),
      product: null as Ref | null,
    },
    send: async (typed, key) =>
      whenMade(key, await told(api.POST('/sales', { params: { header: keyed(key) }, body: bodyOf(typed) })), 'sale'),
    done: (id) => done({ kind: 'sale', id, name: form.value.title }),
  });
  const { byField, others } = useFaults(form.refused, {});
  const { title, process, account: of, contact: who, product } = form.value;
  const open = form.refused?.problem.code === 'SaleOpen' ? (form.refused.problem.sales ?? []) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.busy) form.send();
  };
  const shared = { form, errors: byField };
  return (
    <form onSubmit={submit} className={styles.form}>
      <Text {...shared} name="title" label={t('add.saleTitle')} required autoFocus maxLength={300} />
      <RecordPick
        kind="account"
        label={t('add.organisation')}
        value={of}
        onChange={(picked) => form.set({ account: picked })}
        error={byField.accountId}
      />
      <div className={styles.pair}>
        <RecordPick
          kind="contact"
          label={t('add.personName')}
          value={who}
          onChange={(picked) => form.set({ contact: picked })}
          error={byField.contactId}
        />
        <RecordPick
          kind="product"
          label={t('add.product')}
          value={product}
          onChange={(picked) => form.set({ product: picked })}
          error={byField.productId}
        />
      </div>
      <Processes kind="sale" value={process} onChange={(key) => form.set({ process: key })} />
      {open ? (
        <div className={styles.alike} role="alert">
          <p className={styles.alikeHead}>{t('add.saleOpen.title')}</p>
          {open.map((one) => (
            <p key={one.id}>
              {one.name}{' '}
              <Button
                size="compact-sm"
                variant="light"
                onClick={() => done({ kind: 'sale', id: one.id, name: one.name })}
              >
                {t('add.saleOpen.use')}
              </Button>
            </p>
          ))}
          <Text {...shared} name="secondReason" label={t('add.saleOpen.reason')} maxLength={1000} />
        </div>
      ) : null}
      <FormFoot
        does={t(open ? 'add.saleOpen.another' : 'add.do.sale')}
        form={open ? { ...form, refused: null, fault: null } : form}
        others={others}
        close={close}
        disabled={title.trim() === ''}
      />
    </form>
  );
}

interface TypedSale {
  title: string;
  process: string;
  secondReason: string;
  account: Ref | null;
  contact: Ref | null;
  product: Ref | null;
}

const bodyOf = ({ title, process, secondReason, account, contact, product }: TypedSale): Shown['NewSale'] => ({
  title: title.trim(),
  ...(process && { process }),
  ...(secondReason.trim() && { secondReason: secondReason.trim() }),
  ...(account && { accountId: account.id }),
  ...(contact && { contactId: contact.id }),
  ...(product && { productId: product.id }),
});
