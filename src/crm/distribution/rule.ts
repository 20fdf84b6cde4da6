import type { Text } from '../../process';

/** What a rule may ask for in place of a value: whatever the lead itself says. A lead that says nothing asks for nothing. */
export const THE_LEADS = "the lead's";

/** How one of several people is chosen; a queue is kept by one person until somebody claims from it. */
export const WAYS = ['least loaded', 'in turn', 'queue'] as const;
export type Way = (typeof WAYS)[number];

/** People by what they are and can do; each part that is there must fit. */
export interface Several {
  role?: string;
  team?: string;
  skill?: string;
  /** A line of business. */
  line?: string;
  /** Two letters. */
  language?: string;
}

/** One rule: which leads it is for, and who gets them. */
export interface DistributionRule {
  name: Text | null;
  /** CEL over the lead's facts; null: always. */
  when: string | null;
  to: { person: string } | Several;
  how: Way;
  /** Who keeps a queue: a person's id. */
  keeper: string | null;
}

export const isPerson = (to: DistributionRule['to']): to is { person: string } => 'person' in to;

/** What people share their turns by: rules that give to the same people count as one. */
export function poolOf({ to, how }: Pick<DistributionRule, 'to' | 'how'>): string | null {
  if (isPerson(to)) return null;
  const parts = Object.entries(to).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${how === 'queue' ? 'queue' : 'pool'} ${parts.map(([key, value]) => `${key} ${value}`).join(', ')}`;
}
