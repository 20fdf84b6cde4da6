import { useWords } from '../words';
import './words';

/** The parts of a right's name, such as `lead` and `read`. */
const partsOf = (right: string): [thing: string, act: string] => {
  const [thing = '', act = ''] = right.split('.');
  return [thing, act];
};

/** Rights in words: what they are about, and what one may do with it. */
export function useRightWords() {
  const { t } = useWords();
  const thing = (name: string) => t(`rights.thing.${name as 'lead'}`, { defaultValue: name });
  const act = (right: string) => {
    const name = partsOf(right)[1];
    return t(`rights.act.${name as 'read'}`, { defaultValue: name });
  };
  return { thing, act, right: (right: string) => `${thing(partsOf(right)[0])}: ${act(right)}` };
}

/** Rights by what they are about, in the order in which the API names them. */
export function byThing(rights: readonly string[]): [thing: string, rights: string[]][] {
  const things = new Map<string, string[]>();
  for (const right of rights) things.set(partsOf(right)[0], [...(things.get(partsOf(right)[0]) ?? []), right]);
  return [...things];
}
