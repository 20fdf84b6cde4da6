import type { z } from 'zod';
import { CLOSED, type Definition, isClosedState } from '../process';
import type { Text } from './schema';

/** The name of a stage or a closing. */
export function stageName(definition: Definition, state: string): z.input<typeof Text> {
  const named = isClosedState(state) ? definition.closed[state.slice(CLOSED.length)] : definition.stages[state];
  return named?.name ?? { en: state, ru: state };
}
