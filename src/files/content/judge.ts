import { FileRefused } from '../limits';
import { endingOf } from '../name';
import { typeOf, UNKNOWN } from './detect';
import { type Family, familyOfEnding, familyOfType, isOf, isProgram, runsByName } from './families';

/** What is said of a file before anybody looked into it. */
export interface Said {
  /** Harmless already. */
  name: string;
  /** As its sender says; '' where they say nothing. */
  type: string;
}

/**
 * The media type of a file by its content. @throws FileRefused for programs, and for a file that is something else than its
 * name or its sender says
 */
export async function judge(path: string, said: Said): Promise<string> {
  const ending = endingOf(said.name);
  if (runsByName(ending))
    throw new FileRefused(`Files that end in .${ending} run when they are opened, and are not taken.`);
  const type = await typeOf(path, said.name);
  if (isProgram(type)) throw new FileRefused('The file is a program, whatever it is called, and is not taken.');
  const byName = familyOfEnding(ending);
  if (byName !== null && !mayBe(type, byName))
    throw new FileRefused(`The name ends in .${ending}, and the content is ${described(type)}.`);
  const bySender = familyOfType(said.type);
  if (bySender !== null && !mayBe(type, bySender))
    throw new FileRefused(
      `It was sent as ${said.type.split(';')[0]?.slice(0, 100)}, and the content is ${described(type)}.`,
    );
  return type;
}

/** Sound and film come in more forms than anybody knows. */
const mayBe = (type: string, family: Family): boolean => isOf(type, family) || (family === 'media' && type === UNKNOWN);

const described = (type: string): string => (type === UNKNOWN ? 'nothing of that kind' : type);
