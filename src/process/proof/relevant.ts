import { CLOSED, type Definition, type Requirements } from '../definition';
import { anyValue, type Cells, cellsOf, toldApart } from './cells';
import { anatomyOf } from './fragment';
import { conditionsAt, inertOf } from './inert';
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
  const conditions = [...new Set([...read.values()].flatMap((one) => one.conditions))];
  const all = toldApart(cellsOf(conditions, fields), conditions, fields);
  const cells = new Map(
    [...read].map(([key, { conditions: own, present }]) => [key, withPresence(definition, all, own, present)]),
  );
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
  const ways = inside.flatMap((step) => from.get(step) ?? []);
  const targets = new Set(ways.map(({ to }) => to));
  const bare = ways.filter(({ by }) => by === 'reaction');
  const inert = inertOf(definition);
  return {
    conditions: given([
      ...inside.flatMap((step) => conditionsAt(definition, step, inert)),
      ...Object.values(definition.on ?? {}).flatMap((list) => list.map(({ when }) => when)),
      ...definition.moves.filter(({ from: stages }) => stages.includes(key)).map(({ when }) => when),
      ...passedOver(definition, targets).flatMap((to) => toEnter(definition, to)),
    ]),
    present: new Set([
      ...bare.flatMap(({ to, fills }) => requirements(definition, to).fields.filter((one) => !fills.includes(one))),
      ...ways.flatMap(({ hangsOn }) => (hangsOn === undefined ? [] : [hangsOn])),
    ]),
  };
}

const given = (conditions: readonly (string | null | undefined)[]): string[] =>
  conditions.filter((one) => one !== null && one !== undefined);

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

const toEnter = (definition: Definition, to: string) => [
  requirements(definition, to).condition,
  definition.stages[to]?.when,
];
