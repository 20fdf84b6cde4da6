import { ActionIcon, Button, Fieldset, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type Both, useWords } from '../words';
import styles from './administration.module.css';

type Options = Readonly<Record<string, Both>>;

/** What may be chosen: a key each, which records keep, and a name in each language. */
export function OptionsInput({ options, onChange }: { options: Options; onChange: (options: Options) => void }) {
  const { t } = useWords();
  const rows = Object.entries(options);
  const put = (at: number, row: [string, Both] | null) =>
    onChange(Object.fromEntries(rows.flatMap((was, n) => (n === at ? (row ? [row] : []) : [was]))));
  return (
    <Fieldset legend={t('administration.options')} className={styles.form}>
      {rows.map(([key, name], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a key that is being typed would lose the cursor
        <div key={at} className={styles.line}>
          <TextInput
            aria-label={t('administration.key')}
            value={key}
            onChange={({ currentTarget }) => put(at, [currentTarget.value, name])}
          />
          {(['en', 'ru'] as const).map((language) => (
            <TextInput
              key={language}
              aria-label={`${t('administration.name')} (${language})`}
              placeholder={language}
              required
              value={name[language]}
              onChange={({ currentTarget }) => put(at, [key, { ...name, [language]: currentTarget.value }])}
            />
          ))}
          <ActionIcon variant="subtle" onClick={() => put(at, null)} aria-label={t('administration.removeOption')}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onChange({ ...options, [`option-${rows.length + 1}`]: { en: '', ru: '' } })}
        >
          {t('administration.addOption')}
        </Button>
      </div>
    </Fieldset>
  );
}
