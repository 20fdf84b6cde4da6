import { Textarea, TextInput } from '@mantine/core';

interface TextProps<T> {
  form: { value: T; set: (some: Partial<T>) => void };
  name: keyof T & string;
  label: string;
  errors: Readonly<Record<string, string>>;
  required?: boolean;
  autoFocus?: boolean;
  long?: boolean;
  type?: 'text' | 'tel' | 'email' | 'url';
  maxLength?: number;
}

/** One line, or several, of a form that is kept while it is typed. */
export function Text<T extends object>({
  form,
  name,
  label,
  errors,
  autoFocus = false,
  long = false,
  type = 'text',
  ...more
}: TextProps<T>) {
  const shared = {
    ...more,
    label,
    value: String(form.value[name] ?? ''),
    error: errors[name],
    'data-autofocus': autoFocus || undefined,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      form.set({ [name]: currentTarget.value } as Partial<T>),
  };
  return long ? (
    <Textarea {...shared} autosize minRows={2} maxRows={8} />
  ) : (
    <TextInput {...shared} type={type} autoComplete="off" />
  );
}
