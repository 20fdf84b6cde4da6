import { TextInput } from '@mantine/core';
import { useWords } from '../words';
import styles from './answer.module.css';
import type { Around, FieldInputProps } from './FieldInput';
import { isMoney } from './values';

const LAST = 'dealwright.currency';

/** A sum and its currency; the sum is text, so that no digit is lost on the way. */
export function MoneyInput({ value, onChange, currency = '', shared }: FieldInputProps & { shared: Around }) {
  const { t } = useWords();
  const money = isMoney(value) ? value : { amount: '', currency: currency || (localStorage.getItem(LAST) ?? '') };
  return (
    <div className={styles.money}>
      <TextInput
        {...shared}
        inputMode="decimal"
        pattern="[0-9]+([.,][0-9]+)?"
        value={money.amount}
        onChange={({ currentTarget }) => onChange({ ...money, amount: currentTarget.value.replace(/[\s\u00a0]/g, '') })}
      />
      <TextInput
        label={t('answer.currency')}
        required={shared.required}
        maxLength={3}
        pattern="[A-Z]{3}"
        list="currencies"
        value={money.currency}
        onChange={({ currentTarget }) => {
          const given = currentTarget.value.toUpperCase();
          if (given.length === 3) localStorage.setItem(LAST, given);
          onChange({ ...money, currency: given });
        }}
      />
      <datalist id="currencies">
        {['RUB', 'EUR', 'USD', 'GBP', 'KZT', 'CNY'].map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </div>
  );
}
