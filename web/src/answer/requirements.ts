import type { Shown } from '../api/client';
import { type Both, useWords } from '../words';
import { useFormat } from '../words/format';

type Requirement = Shown['Requirement'];

/** Names of what a requirement may speak of: fields, tasks and stages, by key. */
export type Names = Readonly<Record<string, Both | undefined>>;

/** What would have to hold, in words of the language that is shown. */
export function useRequirementWords() {
  const { t, say } = useWords();
  const { when } = useFormat();
  return ({ code, params }: Requirement, names: Names = {}): string => {
    const values: Record<string, string> = {};
    for (const [name, value] of Object.entries(params)) {
      const known = typeof value === 'string' ? names[value.replace(/#\d+$/, '')] : undefined;
      if (known) values[name] = say(known);
      else if (/^(until|dueAt)$/.test(name) && typeof value === 'string') values[name] = when(value);
      else values[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
    }
    const who = typeof params.who === 'string' ? t(`who.${params.who as 'owner'}`, { defaultValue: params.who }) : '';
    const context = code === 'NotYours' ? (params.claim ? 'claim' : who ? 'who' : undefined) : undefined;
    const key = context ? `until.${code}_${context}` : `until.${code}`;
    return t(key as 'until.Closed', { ...values, who, defaultValue: `${code} ${Object.values(values).join(', ')}` });
  };
}
