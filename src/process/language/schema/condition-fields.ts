import type { FieldDefinition } from '../../definition';
import type { FieldDefinitions } from '../../fields/condition-environment';
import { LIGHT_FACTS, TASK_LIGHT_FACTS } from '../../lights';
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
