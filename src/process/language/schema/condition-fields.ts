import type { FieldDefinition } from '../../definition';
import { typeProblem } from '../../fields/condition';
import type { FieldDefinitions } from '../../fields/condition-environment';
import { LIGHT_FACTS, TASK_LIGHT_FACTS } from '../../lights';
import type { Guess } from '../guess';
import { type Names, nameFromKey } from '../names';

/** What conditions may name, by where they stand; null while a field has a fault, since nothing can be said then. */
export function conditionFields({ fields, stages }: Names) {
  const sound = [...fields].filter((entry): entry is [string, FieldDefinition] => entry[1] !== null);
  if (sound.length < fields.size) return { plain: null, lights: null, taskLights: null };
  const plain: FieldDefinitions = Object.fromEntries(sound);
  const lights: FieldDefinitions = { ...plain, ...LIGHT_FACTS, stage: stageFact(stages) };
  return { plain, lights, taskLights: { ...lights, ...TASK_LIGHT_FACTS } };
}

/** The stage as a choice, so that a stage that is not there is found. */
function stageFact(stages: ReadonlySet<string>): FieldDefinition {
  const name = (key: string) => ({ en: nameFromKey(key), ru: nameFromKey(key) });
  const options = Object.fromEntries([...stages].map((key) => [key, name(key)]));
  return { type: 'choice', name: name('stage'), options, default: '' };
}

/** What is wrong with a condition, with a proposal where it names a field that is not there. */
export function conditionProblem(
  expression: string,
  fields: FieldDefinitions,
  guess: Guess,
  set?: ReadonlySet<string>,
): string | null {
  const found = typeProblem(expression, fields, set);
  const [, key] = /^There is no field '(.+)'\.$/.exec(found ?? '') ?? [];
  return key === undefined ? found : unknown('field', key, guess(key, Object.keys(fields)));
}

/** That something is not there, and what may have been meant. */
export const unknown = (what: string, key: string, near: string): string =>
  `There is no ${what} '${key}'${near || '.'}`;
