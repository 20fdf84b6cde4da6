import { CLOSED, type Definition, type Requirements, type StageDefinition } from '../definition';
import { type Cells, anyValue, cellsOf } from './cells';
import { anatomyOf } from './fragment';
import { stepsIn, waysFrom } from './ways';

/** Which fields make a difference at a stage, and the values that stand for all others of theirs. */
export interface Relevant {
  /** Fields that decide what can happen at a stage, its branches included, with their cells. */
  at(stage: string): Cells;
  /** The values to bring for a field that an act asks for, at a stage or on the way to another. */
  toBring(field: string, stages: readonly string[]): Cells[string];
  /** Whether every condition that is read at a stage lies in the fragment. */
  isDecided(stage: string): boolean;
}

/** Below this many combinations of all fields together, every stage tells all of them apart. */
const FEW = 24;

/** What the exploration tells apart. */
export function relevantOf(definition: Definition): Relevant {
  const { fields } = definition;
  const stages = Object.entries(definition.stages).filter(([, { within }]) => !within);
  const read = new Map(stages.map(([key]) => [key, readAt(definition, key)]));
  const all = cellsOf(
    [...read.values()].flatMap(({ conditions }) => conditions),
    fields,
  );
  const cells = new Map([...read].map(([key, { conditions, present }]) => [key, withPresence(definition, all, conditions, present)]));
  const product = Object.values(all).reduce((n, values) => n * values.length, 1);
  const at = (stage: string) => cells.get(stage) ?? {};
  return {
    at: (stage) => (product <= FEW ? { ...all, ...at(stage) } : at(stage)),
    toBring(field, near) {
      const known = near.some((stage) => at(stage)[field]) ? (all[field] ?? []) : [];
      const values = known.filter((value) => value !== null);
      const [first] = (all[field] ?? []).filter((value) => value !== null);
      const definedAs = fields[field];
      return values.length > 0 ? values : [first ?? (definedAs ? anyValue(definedAs) : null)];
    },
    isDecided: (stage) => (read.get(stage)?.conditions ?? []).every((one) => !anatomyOf(one, fields).outside),
  };
}

/** The cells of the fields that some conditions read; and of those that only have to be there, whether they are. */
function withPresence(
  { fields }: Definition,
  all: Cells,
  conditions: readonly string[],
  present: ReadonlySet<string>,
): Cells {
  const named = new Set(conditions.flatMap((one) => anatomyOf(one, fields).atoms ?? []).map(({ field }) => field));
  const presence = [...present].flatMap((key) => {
    const field = fields[key];
    return field && !named.has(key) && field.default === null ? [[key, [null, anyValue(field)]] as const] : [];
  });
  return Object.fromEntries([...[...named].map((key) => [key, all[key] ?? []] as const), ...presence]);
}

interface Read {
  conditions: readonly string[];
  /** Fields that must be there for something that brings none itself. */
  present: ReadonlySet<string>;
}

function readAt(definition: Definition, key: string): Read {
  const inside = stepsIn(definition, key);
  const from = waysFrom(definition);
  const targets = new Set(inside.flatMap((step) => (from.get(step) ?? []).map(({ to }) => to)));
  const reactions = inside.flatMap((step) => (from.get(step) ?? []).filter(({ by }) => by === 'reaction'));
  return {
    conditions: [
      ...inside.flatMap((step) => {
        const stage = definition.stages[step];
        return stage ? inStage(stage) : [];
      }),
      ...Object.values(definition.on ?? {}).flatMap((list) => given(list.map(({ when }) => when))),
      ...given(definition.moves.filter(({ from: stages }) => stages.includes(key)).map(({ when }) => when)),
      ...passedOver(definition, targets).flatMap((to) => toEnter(definition, to)),
    ],
    present: new Set(reactions.flatMap(({ to }) => requirements(definition, to).fields)),
  };
}

const given = (conditions: readonly (string | null | undefined)[]): string[] =>
  conditions.filter((one) => one !== null && one !== undefined);

function inStage({ tasks, leave, on, branches, when }: StageDefinition): string[] {
  return given([
    when,
    leave.condition,
    ...Object.values(branches ?? {}).map((branch) => branch.when),
    ...Object.values(on ?? {}).flatMap((list) => list.map((one) => one.when)),
    ...Object.values(tasks).flatMap((task) => [
      task.when,
      task.repeat?.until,
      ...Object.values(task.outcomes).flatMap((outcome) => [
        outcome.when,
        ...(outcome.routes ?? []).map((route) => route.when),
      ]),
    ]),
  ]);
}

/** The targets, and where passing them over would lead. */
function passedOver({ stages }: Definition, targets: ReadonlySet<string>): string[] {
  const found = new Set(targets);
  for (const to of found) {
    const { when, next } = stages[to] ?? {};
    if (when !== undefined && next !== undefined) found.add(next);
  }
  return [...found];
}

const requirements = ({ stages, closed }: Definition, to: string): Requirements =>
  stages[to]?.enter ?? closed[to.slice(CLOSED.length)]?.require ?? { fields: [], condition: null };

const toEnter = (definition: Definition, to: string): string[] =>
  given([requirements(definition, to).condition, definition.stages[to]?.when]);
