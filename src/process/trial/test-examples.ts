import type { Definition } from '../definition';
import type { Refusal } from '../refusal';
import type { Calendar } from '../time/calendar';
import type { Instant, Text } from '../types';
import type { Example, Step } from './example';
import { mismatches } from './expect';
import { type Played, start, takeStep } from './play';
import { type Run, RunTooLong } from './run';

/** What came of an example. */
export interface ExampleResult {
  name: string;
  passed: boolean;
  /** Every fault, in the order of the steps; a step that failed to happen ends the example. */
  failures: readonly Failure[];
  /** null: it could not begin. */
  run: Run | null;
}

/** What does not hold, and at which step. */
export interface Failure {
  /** Counted from 0; null: what is given could not begin. */
  step: number | null;
  text: string;
  /** In virtual time. */
  at: Instant | null;
  says: Text;
}

/** Plays an example through on the machine, and says whether everything came as it should. */
export function testExample(definition: Definition, example: Example, calendar: Calendar): ExampleResult {
  const { name } = example;
  const played = start(definition, example.given, calendar);
  if ('code' in played) {
    const failure = { step: null, text: 'given', at: null, says: refusedWords(played) };
    return { name, passed: false, failures: [failure], run: null };
  }
  const failures = playOut(played, example.steps);
  return { name, passed: failures.length === 0, failures, run: played.run };
}

function playOut(played: Played, steps: readonly Step[]): Failure[] {
  const failures: Failure[] = [];
  const { run } = played;
  let since = 0;
  for (const [i, step] of steps.entries()) {
    const fail = (says: Text) => failures.push({ step: i, text: step.text, at: run.now, says });
    if (step.step === 'then') {
      for (const { says } of mismatches(step.expects, played, since)) fail(says);
      since = run.events.length;
      continue;
    }
    const wrong = wentWrong(played, step);
    if (wrong) fail(wrong);
    if (wrong) break;
  }
  return failures;
}

/** What keeps a step from having gone as it should; null where it went so. */
function wentWrong(played: Played, step: Exclude<Step, { step: 'then' }>): Text | null {
  try {
    const { refused } = takeStep(played, step);
    const meant = step.step === 'ask' ? step.refused : null;
    if (!refused) return meant && ACCEPTED;
    if (!meant) return refusedWords(refused);
    return meant.because === null || meant.because === refused.code ? null : otherwise(meant.because, refused);
  } catch (error) {
    return wentWrongWords(error);
  }
}

const ACCEPTED: Text = { en: 'It was to be refused, but it was accepted.', ru: 'Ожидался отказ, но это принято.' };
const TOO_LONG = 'Прогон остановлен: слишком много решений, сам он мог бы не закончиться никогда.';

/** What a run ended by. What slipped past the check harms the trial that meets it, and nothing else. */
export function wentWrongWords(error: unknown): Text {
  if (error instanceof RunTooLong) return { en: error.message, ru: TOO_LONG };
  const why = error instanceof Error ? error.message : String(error);
  return { en: `The process broke here: ${why}`, ru: `Процесс здесь сломался: ${why}` };
}

const refusedWords = ({ code, detail }: Refusal): Text => ({ en: detail, ru: `Отказано (${code}): ${detail}` });

const otherwise = (because: string, { code, detail }: Refusal): Text => ({
  en: `It was refused, but as ${code} and not as ${because}: ${detail}`,
  ru: `Отказано, но по причине ${code}, а не ${because}: ${detail}`,
});
