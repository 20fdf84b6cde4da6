import { TextInput } from '@mantine/core';
import { lazy, type ReactNode, type Ref, Suspense } from 'react';

export interface PickerProps {
  label: ReactNode;
  /** `YYYY-MM-DD`, with `timed` and `THH:mm` after it on the clock of whoever looks; empty: none. */
  value: string;
  onChange: (value: string) => void;
  timed?: boolean;
  description?: ReactNode;
  error?: ReactNode;
  required?: boolean | undefined;
  autoFocus?: boolean | undefined;
  className?: string | undefined;
  ref?: Ref<HTMLInputElement>;
}

const Picker = lazy(() => import('./Picker'));

/** A day, or a moment, in the language of the page whatever that of the browser is. What it is picked with is loaded when it is needed. */
export function DayInput(props: PickerProps) {
  const { label, description, error, required, className } = props;
  const waiting = { label, description, error, required, className };
  return (
    <Suspense fallback={<TextInput {...waiting} value="" readOnly />}>
      <Picker {...props} />
    </Suspense>
  );
}
