import { Radio, Switch, TextInput } from '@mantine/core';
import { MoneyInput } from '../../answer/MoneyInput';
import { DayInput } from '../../parts/dates/DayInput';
import { RecordPick } from '../../records/RecordPick';
import records from '../../records/records.module.css';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import styles from './lead.module.css';
import type { Preview, Qualifying } from './queries';

interface SaleOfLeadProps {
  typed: Qualifying;
  set: (some: Partial<Qualifying>) => void;
  preview: Preview['sale'];
  /** Open sales of the same client, as the refusal names them where the preview did not. */
  open: Preview['sale']['open'];
  faults: Readonly<Record<string, string>>;
}

const MONEY = { key: '', type: 'money' as const, name: { en: '', ru: '' }, hint: null, value: null, options: [] };

/** The sale that a lead becomes: what is known of it, what it will still lack, and which open one it joins instead. */
export function SaleOfLead({ typed, set, preview, open, faults }: SaleOfLeadProps) {
  const { t, say } = useWords();
  const { money } = useFormat();
  const { suggests } = preview;
  const here: Record<string, unknown> = { amount: typed.amount?.amount, decisionDate: typed.decisionDate };
  const lacks = preview.lacks.filter(({ field }) => !here[field]);
  return (
    <div className={styles.side}>
      <Switch
        label={t('onDeal.qualify.sale')}
        checked={typed.sale}
        onChange={({ currentTarget }) => set({ sale: currentTarget.checked })}
      />
      {typed.sale && open.length > 0 && (
        <Radio.Group
          label={t('onDeal.qualify.openSales')}
          value={typed.join}
          onChange={(join) => set({ join })}
          className={styles.side}
        >
          <div className={styles.choices}>
            {open.map(({ id, name }) => (
              <Radio key={id} value={id} label={t('onDeal.qualify.join', { name })} />
            ))}
            <Radio value="" label={t('onDeal.qualify.second')} />
          </div>
          {typed.join === '' && (
            <TextInput
              label={t('onDeal.qualify.secondReason')}
              required
              value={typed.secondReason}
              error={faults.secondReason}
              onChange={({ currentTarget }) => set({ secondReason: currentTarget.value })}
            />
          )}
        </Radio.Group>
      )}
      {typed.sale && typed.join === '' && (
        <>
          <div className={records.pair}>
            <TextInput
              label={t('onDeal.field.title')}
              placeholder={preview.title}
              value={typed.title}
              error={faults.sale}
              onChange={({ currentTarget }) => set({ title: currentTarget.value })}
            />
            <RecordPick
              label={t('onDeal.field.product')}
              kind="product"
              value={typed.product}
              onChange={(product) => set({ product })}
            />
          </div>
          <div className={records.pair}>
            <MoneyInput
              field={MONEY}
              value={typed.amount}
              currency={suggests.amount?.currency}
              onChange={(amount) => set({ amount: amount as Qualifying['amount'] })}
              shared={{
                label: t('deal.amount'),
                description: suggests.amount
                  ? t('onDeal.qualify.suggests', { value: money(suggests.amount) })
                  : undefined,
                required: false,
                error: undefined,
                'data-autofocus': undefined,
              }}
            />
            <DayInput
              label={t('onDeal.qualify.decisionDate')}
              value={typed.decisionDate}
              onChange={(decisionDate) => set({ decisionDate })}
            />
          </div>
          {lacks.length > 0 && (
            <p className={records.quiet}>
              {t('onDeal.qualify.lacks', { fields: lacks.map(({ name }) => say(name)).join(', ') })}
            </p>
          )}
        </>
      )}
    </div>
  );
}
