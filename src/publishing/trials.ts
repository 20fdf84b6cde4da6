import type { Definition, Refusal } from '../process';
import type { Calendar } from '../process/time/calendar';
import { generate } from '../process/trial/generate';
import { examplesIn, readExamples, type Script } from '../process/trial/read-examples';
import { type Simulated, simulate } from '../process/trial/simulate';
import { type ExampleResult, testExample } from '../process/trial/test-examples';
import type { Text } from '../process/types';

/** A process to be tried: what it means, the text that holds its examples, and the calendar that it counts in. */
export interface Tried {
  definition: Definition;
  text: string;
  calendar: Calendar;
}

/** What its examples came to, as plain data. */
export interface TestedExamples {
  results: Omit<ExampleResult, 'run'>[];
  /** What no example could be made for, and why. */
  uncovered: { what: string; reason: string; says: Text }[];
}

/** What is searched for at most: whoever asks waits for it, and so do those behind them. */
const MOST_TRIES = 3_000;

/** Plays the examples of a text and, if that is asked for, those that are made for all that it can do. */
export function testHere({ definition, text, calendar }: Tried, generated: boolean): TestedExamples {
  const made = generated ? generate(definition, calendar, { tries: MOST_TRIES }) : { examples: [], uncovered: [] };
  const all = [...readExamples(examplesIn(text), definition).examples, ...made.examples];
  return {
    results: all.map((one) => testExample(definition, one, calendar)).map(({ run: _, ...result }) => result),
    uncovered: made.uncovered.map(({ target, reason, says }) => ({ what: target.key, reason, says })),
  };
}

/** Tries processes: on the caller's own thread, or on another. */
export interface Trials {
  test(tried: Tried, generated: boolean): Promise<TestedExamples>;
  simulate(tried: Omit<Tried, 'text'>, script: Script): Promise<Simulated | Refusal>;
}

/** On the caller's own thread: for whoever has nothing else to do meanwhile. */
export const trialsHere: Trials = {
  test: async (tried, generated) => testHere(tried, generated),
  simulate: async ({ definition, calendar }, script) => simulate(definition, script, calendar),
};
