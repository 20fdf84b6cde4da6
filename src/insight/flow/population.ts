import type { SetScope } from '../question';

/** Which deals a report about paths is about: those that ended in its period, whose paths are whole, or those that began in it. */
export const POPULATIONS = ['closed', 'began'] as const;
export type Population = (typeof POPULATIONS)[number];

const AT: Readonly<Record<Population, string>> = { closed: 'i.closed_at', began: 'i.started_at' };

/** The deals of a report about paths, over `process_instances i`; beside what the question itself narrows to. */
export function inPopulation({ question: { period, asOf }, bind }: SetScope, of: Population): string {
  const at = AT[of];
  return `${of === 'closed' ? 'NOT i.open AND ' : ''}${at} >= ${bind(new Date(period.from))} AND ${at} < ${bind(new Date(period.until))} AND ${at} <= ${bind(new Date(asOf))}`;
}

export const WON = `i.result IN ('won', 'qualified')`;
export const LOST = `i.result IN ('lost', 'disqualified')`;

/** What a deal ended as, where a set of deals asks for that. */
export const OUTCOMES = ['won', 'lost'] as const;
export const outcomeSql = (outcome: (typeof OUTCOMES)[number] | undefined): string =>
  outcome === undefined ? 'true' : outcome === 'won' ? WON : LOST;

/** Fewer than so many ended deals, and a share of them says next to nothing. */
export const FEW = 20;
