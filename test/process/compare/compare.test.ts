import { compare } from '../../../src/process/compare/compare';
import type { Difference, DifferenceCode } from '../../../src/process/compare/difference';
import { SAYS } from '../../../src/process/compare/sentences';
import { EDITS, edited, readAs, TEXT } from './edits';

const definition = readAs(TEXT);

const told = (found: readonly Difference[]) => found.map(({ code, path }) => `${code} ${path.join('.')}`).sort();

const opposite: Partial<Record<DifferenceCode, DifferenceCode>> = {
  LimitShortened: 'LimitLengthened',
  LimitAdded: 'LimitRemoved',
  RequirementTightened: 'RequirementLoosened',
  RightsWidened: 'RightsNarrowed',
  TaskAdded: 'TaskRemoved',
  StageAdded: 'StageRemoved',
  FieldAdded: 'FieldRemoved',
  MoveAdded: 'MoveRemoved',
  OutcomeAdded: 'OutcomeRemoved',
  OptionAdded: 'OptionRemoved',
  BranchAdded: 'BranchRemoved',
  EventAdded: 'EventRemoved',
  ClosingAdded: 'ClosingRemoved',
};
const turned = new Map(
  Object.entries(opposite).flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]),
);

describe('the difference between two versions', () => {
  it.each(EDITS)('%s', (_name, edits, expected) => {
    const found = compare(definition, readAs(edited(edits)));
    expect(told(found)).toEqual(expected.map(([code, path]) => `${code} ${path}`).sort());
    for (const [code, path, touches] of expected) {
      const one = found.find((other) => other.code === code && other.path.join('.') === path);
      if (touches !== undefined) expect([path, one?.touches]).toEqual([path, touches]);
    }
  });

  it('is none to itself', () => {
    expect(compare(definition, definition)).toEqual([]);
  });

  it('is told the other way round, too', () => {
    for (const [name, edits] of EDITS) {
      const other = readAs(edited(edits));
      const [there, back] = [compare(definition, other), compare(other, definition)].map((found) =>
        found.map(({ code }) => code).sort(),
      );
      expect([name, back]).toEqual([name, there?.map((code) => turned.get(code) ?? code).sort()]);
    }
  });

  it('holds whatever part is changed: nothing that runs is passed over', () => {
    const leaves = leavesOf(definition).filter(
      ([path, value]) => path[0] !== 'moves' && value !== null && !TAGS.has(path.at(-1) ?? ''),
    );
    expect(leaves.length).toBeGreaterThan(400);
    for (const [path, value] of leaves) {
      const other = structuredClone(definition);
      put(other, path, otherThan(value));
      expect([path, compare(definition, other).length > 0]).toEqual([path, true]);
    }
  });

  it('is said in both languages, with nothing left to fill in', () => {
    for (const [, edits] of EDITS)
      for (const { says } of compare(definition, readAs(edited(edits)))) {
        expect(says.en).toMatch(/^[A-Z][^{}]*: [^{}]+\.$/);
        expect(says.ru).toMatch(/^[А-Я][^{}]*: [^{}]+\.$/);
      }
  });

  it('is said so that a sales manager understands it', () => {
    const [, edits] = EDITS.find(([name]) => name === "a task's limit") ?? [];
    const [found] = compare(definition, readAs(edited(edits ?? [])));
    expect(found?.says).toEqual({
      en: 'Stage "Demonstration", task "Show the product": the limit is shorter: was 3 working days, is 2 working days.',
      ru: 'Этап «Демонстрация», задача «Показать продукт»: срок короче: было 3 рабочих дня, стало 2 рабочих дня.',
    });
  });

  it('has a test for every code, one way round or the other', () => {
    const tested = new Set(
      EDITS.flatMap(([, , expected]) => expected.flatMap(([code]) => [code, turned.get(code) ?? code])),
    );
    // No text says by which release it is read.
    const unlike = compare({ ...definition, language: undefined }, definition).map(({ code }) => code);
    expect(unlike).toEqual(['LanguageChanged']);
    const known = new Set([...tested, ...unlike]);
    const untested = (Object.keys(SAYS) as DifferenceCode[]).filter((code) => !known.has(code));
    expect(untested).toEqual([]);
  });
});

/** They say which form something has, so what is beside them would have to change, too. */
const TAGS: ReadonlySet<string | number> = new Set(['rule', 'by', 'act', 'who', 'unit']);

type Path = readonly (string | number)[];

/** Every value in a definition that is no map and no list, with where it stands. */
function leavesOf(part: unknown, path: Path = []): [Path, unknown][] {
  if (typeof part !== 'object' || part === null) return [[path, part]];
  const keys = Array.isArray(part) ? [...part.keys()] : Object.keys(part);
  return keys.flatMap((key) => leavesOf((part as Record<string | number, unknown>)[key], [...path, key]));
}

function put(part: unknown, path: Path, value: unknown): void {
  const parent = path.slice(0, -1).reduce((at, key) => (at as Record<string | number, unknown>)[key], part);
  (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = value;
}

const otherThan = (value: unknown) =>
  typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}x`;
