import type { Definition, Limit, StageDefinition, TaskDefinition } from '../../../src/process';

type Test<T> = Readonly<Record<string, (part: T) => unknown>>;

const WHOLE: Test<Definition> = {
  lead: ({ kind }) => kind === 'lead',
  sale: ({ kind }) => kind === 'sale',
  'planned date': ({ limit, limitWatched }) => limit && !limitWatched,
  'watched limit': ({ limitWatched }) => limitWatched,
  undo: ({ undo }) => undo,
  'event anywhere': ({ on }) => on,
  lights: ({ lights }) => lights,
  tactics: ({ tactics }) => tactics,
  rights: ({ who }) => who,
  'second person': ({ approval }) => approval,
  "owner's calendar": ({ calendar }) => calendar === "owner's",
  moves: ({ moves }) => moves.length > 0,
  'move by condition': ({ moves }) => moves.some(({ when }) => when !== null),
  'move without return': ({ moves }) => moves.some(({ undo }) => undo),
  'move with a name': ({ moves }) => moves.some(({ name }) => name),
  reopening: ({ closed }) => Object.values(closed).some(({ reopen }) => reopen),
  'closing by hand': ({ closed }) => Object.values(closed).some(({ who }) => who.length > 0),
  'closing that starts': ({ closed }) => Object.values(closed).some(({ starts }) => starts),
  'closing by condition': ({ closed }) => Object.values(closed).some(({ require }) => require.condition !== null),
  hint: ({ fields }) => Object.values(fields).some(({ hint }) => hint),
  'right to change a field': ({ fields }) => Object.values(fields).some(({ edit }) => edit),
};

const STAGE: Test<StageDefinition> = {
  guidance: ({ guidance }) => guidance,
  probability: ({ probabilityPct }) => probabilityPct !== null,
  "client's clock": ({ clock }) => clock === 'client',
  'at limit': ({ atLimit }) => atLimit,
  'require to leave': ({ leave }) => leave.fields.length > 0 && leave.condition,
  branches: ({ branches }) => branches,
  'branch for some': ({ branches }) => Object.values(branches ?? {}).some(({ when }) => when),
  'branch nobody waits for': ({ branches }) => Object.values(branches ?? {}).some(({ optional }) => optional),
  step: ({ within }) => within,
  'passed over': ({ when }) => when,
  skip: ({ skip }) => skip,
  planned: ({ planned }) => planned,
  event: ({ on }) => on,
  'several reactions': ({ on }) => Object.values(on ?? {}).some((list) => list.length > 1),
  'event brings fields': ({ on }) => Object.values(on ?? {}).some((list) => list.some(({ take }) => take.length > 0)),
};

const TASK: Test<TaskDefinition> = {
  required: ({ required }) => required,
  'task when': ({ when }) => when,
  after: ({ after }) => after.length > 0,
  repeat: ({ repeat }) => repeat && repeat.until === null,
  'repeat until': ({ repeat }) => repeat?.until,
  'on call': ({ onCall }) => onCall,
  'each time': ({ eachTime }) => eachTime,
  'task lights': ({ lights }) => lights,
  ...Object.fromEntries(
    ['owner', "owner's manager", 'role', 'team', 'least loaded', 'in turn'].map((rule) => [
      `assignee: ${rule}`,
      ({ assignee }: TaskDefinition) => assignee.rule === rule,
    ]),
  ),
};

type Outcome = TaskDefinition['outcomes'][string];

const OUTCOME: Test<Outcome> = {
  to: ({ to }) => to,
  ask: ({ ask }) => ask.length > 0,
  set: ({ set }) => Object.keys(set).length > 0,
  wait: ({ wait }) => wait,
  'wait for an event': ({ waitFor }) => waitFor && waitFor.atMost === null,
  'wait for an event, at most': ({ waitFor }) => waitFor?.atMost,
  again: ({ again }) => again,
  'outcome when': ({ when }) => when,
  routes: ({ routes }) => routes,
  'outcome by some': ({ who }) => who,
  open: ({ opens }) => opens,
  start: ({ starts }) => starts,
  'ends branches': ({ endsBranches }) => endsBranches,
  'undo never': ({ undo }) => undo,
};

const LIMIT: Test<Limit> = {
  'working span': ({ due }) => due.by === 'span' && due.span.working,
  'calendar span': ({ due }) => due.by === 'span' && !due.span.working,
  'until a date': ({ due }) => due.by === 'field',
  'before a date': ({ due }) => due.by === 'before field',
  ...Object.fromEntries(
    ['notify', 'reassign', 'open', 'move', 'mail', 'webhook'].map((act) => [
      `ladder: ${act}`,
      ({ ladder }: Limit) => ladder?.some(({ does }) => does.act === act),
    ]),
  ),
};

/** Every construct that random definitions are to hold, by name. */
export const ALL: readonly string[] = [WHOLE, STAGE, TASK, OUTCOME, LIMIT].flatMap((tests) => Object.keys(tests));

const held = <T>(tests: Test<T>, parts: readonly T[]): string[] =>
  Object.keys(tests).filter((name) => parts.some((part) => Boolean(tests[name]?.(part))));

/** The constructs that a definition holds. */
export function constructsOf(definition: Definition): string[] {
  const stages = Object.values(definition.stages);
  const tasks = stages.flatMap((stage) => Object.values(stage.tasks));
  const limits = [definition.limit, ...stages.map(({ limit }) => limit), ...tasks.map(({ limit }) => limit)];
  return [
    ...held(WHOLE, [definition]),
    ...held(STAGE, stages),
    ...held(TASK, tasks),
    ...held(
      OUTCOME,
      tasks.flatMap((task) => Object.values(task.outcomes)),
    ),
    ...held(
      LIMIT,
      limits.filter((limit) => limit !== null),
    ),
  ];
}
