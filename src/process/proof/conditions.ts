import type { Definition, LightRule, StageDefinition } from '../definition';
import type { FieldDefinitions } from '../fields/condition-environment';
import { LIGHT_FACTS, TASK_LIGHT_FACTS } from '../lights';
import { outcomePath, type Path, stagePath, taskPath } from './place';

/** A condition, where it stands, and what it may read. */
export interface Condition {
  path: Path;
  text: string;
  fields: FieldDefinitions;
  /** Fields that are set by the time it is read. */
  set: ReadonlySet<string>;
}

/** One of several lines of which the first that holds counts. `when` of null always holds. */
export interface Line {
  path: Path;
  when: string | null;
  /** What it leads to, to tell whether two lines do the same. */
  does: string;
}

/** Lines that are tried in order. */
export interface Choice {
  of: 'routes' | 'reactions' | 'lights';
  path: Path;
  lines: readonly Line[];
  fields: FieldDefinitions;
  set: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** Every condition of a definition. */
export function conditionsOf(definition: Definition): Condition[] {
  const { fields } = definition;
  const own: Own = (path, text, set = NONE) =>
    text === null || text === undefined ? [] : [{ path, text, fields, set }];
  return [
    ...Object.entries(definition.stages).flatMap(([key, stage]) => ofStage(definition, key, stage, own)),
    ...Object.entries(definition.closed).flatMap(([key, { require, starts }]) => [
      ...own(['closed', key, 'require', 'condition'], require.condition),
      ...(starts ?? []).flatMap(({ when }, i) =>
        own(['closed', key, 'start', i, 'when'], when, new Set(require.fields)),
      ),
    ]),
    ...definition.moves.flatMap((move, i) => own(['moves', i, 'when'], move.when)),
    ...choicesOf(definition).flatMap(({ lines, fields: read, set }) =>
      lines.flatMap(({ path, when }) =>
        when === null ? [] : [{ path: [...path, 'when'], text: when, fields: read, set }],
      ),
    ),
    ...(definition.tactics ?? []).map(({ when }, i) => ({
      path: ['tactics', i, 'when'],
      text: when,
      fields: lightFields(definition),
      set: NONE,
    })),
  ];
}

type Own = (path: Path, text: string | null | undefined, set?: ReadonlySet<string>) => Condition[];

function ofStage(definition: Definition, key: string, stage: StageDefinition, own: Own): Condition[] {
  const path = stagePath(definition, key);
  return [
    ...own([...path, 'when'], stage.when),
    ...own([...path, 'require', 'condition'], stage.enter.condition),
    ...own([...path, 'require to leave', 'condition'], stage.leave.condition),
    ...Object.entries(stage.branches ?? {}).flatMap(([name, { when }]) =>
      own([...path, 'branches', name, 'when'], when),
    ),
    ...Object.entries(stage.tasks).flatMap(([name, task]) => [
      ...own([...taskPath(definition, key, name), 'when'], task.when),
      ...own([...taskPath(definition, key, name), 'repeat', 'until'], task.repeat?.until),
      ...Object.entries(task.outcomes).flatMap(([outcome, { when, starts, ask }]) => {
        const at = outcomePath(definition, key, name, outcome);
        return [
          ...own([...at, 'when'], when),
          ...(starts ?? []).flatMap((start, i) => own([...at, 'start', i, 'when'], start.when, new Set(ask))),
        ];
      }),
    ]),
  ];
}

/** Everything of a definition that is a list of lines tried in order. */
export function choicesOf(definition: Definition): Choice[] {
  const { fields } = definition;
  return [
    ...reactionsOf(definition, ['on'], definition.on),
    ...lightsOf(['lights'], definition.lights, lightFields(definition)),
    ...Object.entries(definition.stages).flatMap(([key, stage]) => [
      ...reactionsOf(definition, [...stagePath(definition, key), 'on'], stage.on),
      ...Object.entries(stage.tasks).flatMap(([name, task]) => [
        ...lightsOf([...taskPath(definition, key, name), 'lights'], task.lights, taskLightFields(definition)),
        ...Object.entries(task.outcomes).flatMap(([outcome, { routes, ask }]): Choice[] => {
          const path = [...outcomePath(definition, key, name, outcome), 'to'];
          const lines = (routes ?? []).map(({ when, to }, i) => ({ path: [...path, i], when, does: to }));
          return routes ? [{ of: 'routes', path, lines, fields, set: new Set(ask) }] : [];
        }),
      ]),
    ]),
  ];
}

function reactionsOf({ fields }: Definition, path: Path, on: Definition['on']): Choice[] {
  return Object.entries(on ?? {}).map(([event, list]) => ({
    of: 'reactions',
    path: [...path, event],
    fields,
    set: NONE,
    lines: list.map(({ when, to, take, set }, i) => ({
      path: list.length === 1 ? [...path, event] : [...path, event, i],
      when,
      does: JSON.stringify([to, take, set]),
    })),
  }));
}

const lightsOf = (path: Path, rules: readonly LightRule[] | undefined, fields: FieldDefinitions): Choice[] =>
  rules
    ? [
        {
          of: 'lights',
          path,
          fields,
          set: NONE,
          lines: rules.map(({ when, light, say }, i) => ({
            path: [...path, i],
            when,
            does: JSON.stringify([light, say]),
          })),
        },
      ]
    : [];

const kept = new WeakMap<FieldDefinitions, [deal: FieldDefinitions, task: FieldDefinitions]>();

/** Fields as the conditions of lights read them: made once, since what is known of a condition is kept by its fields. */
function withFacts(definition: Definition): [deal: FieldDefinitions, task: FieldDefinitions] {
  const known = kept.get(definition.fields) ?? factsOf(definition);
  kept.set(definition.fields, known);
  return known;
}

/** The stage is one of the definition's, which makes a choice of it. */
function factsOf({ fields, stages, closed }: Definition): [deal: FieldDefinitions, task: FieldDefinitions] {
  const states = [...Object.keys(stages), ...Object.keys(closed).map((key) => `closed.${key}`)];
  const options = Object.fromEntries(states.map((key) => [key, { en: key, ru: key }]));
  const { stage } = LIGHT_FACTS;
  const deal = { ...fields, ...LIGHT_FACTS, ...(stage && { stage: { ...stage, type: 'choice' as const, options } }) };
  return [deal, { ...deal, ...TASK_LIGHT_FACTS }];
}

const lightFields = (definition: Definition): FieldDefinitions => withFacts(definition)[0];
const taskLightFields = (definition: Definition): FieldDefinitions => withFacts(definition)[1];
