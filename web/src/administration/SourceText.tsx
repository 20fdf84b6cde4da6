import { Textarea } from '@mantine/core';
import styles from './administration.module.css';

/** A text of several lines in which columns matter. Without `onChange` it is there to be read. */
export function SourceText({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange?: ((text: string) => void) | undefined;
}) {
  return (
    <Textarea
      className={styles.text ?? ''}
      label={label}
      autosize
      minRows={12}
      maxRows={32}
      spellCheck={false}
      readOnly={!onChange}
      value={value}
      onChange={({ currentTarget }) => onChange?.(currentTarget.value)}
    />
  );
}
