import { z } from 'zod';
import { CLOSED, type Definition, isClosedState, type Text } from '../../process';
import type { Context } from '../context';
import { Text as TextOut } from '../schema';

/** A stage or a closing, by its key and as it is called. */
export const StageOut = z.object({ key: z.string(), name: TextOut }).meta({ id: 'StageName' });
export type StageName = z.input<typeof StageOut>;

export type NameStage = (process: string, state: string) => StageName;

/**
 * What stages are called in the versions in force of some processes. One that only an older version had is called by its key.
 */
export async function stageNames(context: Context, processes: Iterable<string>): Promise<NameStage> {
  return (await namesInForce(context, processes)).stage;
}

/** What a task of a stage is called; null: only an older version had it. */
export type NameTask = (process: string, stage: string, task: string) => Text | null;

/** The same, and what tasks are called. */
export async function namesInForce(
  { versions }: Context,
  processes: Iterable<string>,
): Promise<{ stage: NameStage; task: NameTask }> {
  const known = new Map<string, Definition>();
  for (const key of new Set(processes)) {
    const current = await versions.current(key);
    if (current) known.set(key, current.definition);
  }
  return {
    stage: (process, state) => {
      const definition = known.get(process);
      const named = isClosedState(state) ? definition?.closed[state.slice(CLOSED.length)] : definition?.stages[state];
      return { key: state, name: named?.name ?? { en: state, ru: state } };
    },
    task: (process, stage, task) => known.get(process)?.stages[stage]?.tasks[task]?.name ?? null,
  };
}

const DAY_MS = 86_400_000;

/** Milliseconds as days of 24 hours, to a thousandth: a minute and a half. */
export const daysOf = (ms: number): number => Math.round((ms / DAY_MS) * 1000) / 1000;
export const daysOrNull = (ms: number | null): number | null => (ms === null ? null : daysOf(ms));
