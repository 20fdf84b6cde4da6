import { CLOSED, type Definition, type Limit, type StageDefinition, type Target as To } from '../definition';
import type { Text } from '../types';

/** Something that a definition can do, which examples are to show at least once. */
export interface Target {
  /** Unique within the definition. */
  key: string;
  kind: TargetKind;
  /** The stage or step at which it happens; null: at any. */
  stage: string | null;
  says: Text;
}

export type TargetKind =
  | 'stage'
  | 'passed over'
  | 'outcome'
  | 'route'
  | 'move'
  | 'closing'
  | 'reopening'
  | 'skip'
  | 'reaction'
  | 'awaited event'
  | 'deadline'
  | 'undo';

/** The keys of targets, as `coveredBy` names what an event has shown. */
export const targetKeys = {
  stage: (state: To) => `stage ${state}`,
  passed: (stage: string) => `passed over ${stage}`,
  outcome: (stage: string, task: string, outcome: string) => `outcome ${stage}/${task}/${outcome}`,
  route: (stage: string, task: string, outcome: string, i: number) => `route ${stage}/${task}/${outcome}/${i + 1}`,
  move: (from: string, to: string) => `move ${from}/${to}`,
  closing: (outcome: string) => `closing ${outcome}`,
  reopening: (outcome: string) => `reopening ${outcome}`,
  skip: (stage: string) => `skip ${stage}`,
  reaction: (stage: string | null, event: string, i: number) => `reaction ${stage ?? '*'}/${event}/${i + 1}`,
  awaited: (event: string) => `awaited event ${event}`,
  deadline: (subject: string, what: string) => `deadline ${subject}/${what}`,
  undo: () => 'undo',
} as const;

/** Everything that a definition can do. */
export function targetsOf(definition: Definition): Target[] {
  const stages = Object.entries(definition.stages);
  return [
    ...stages.flatMap(([key, stage]) => ofStage(key, stage)),
    ...Object.entries(definition.closed).flatMap(([key, closing]) => [
      target('stage', targetKeys.stage(CLOSED + key), null, `closed as ${key}`, `закрыто: ${key}`),
      ...(closing.who.length > 0
        ? [target('closing', targetKeys.closing(key), null, `closed by hand as ${key}`, `закрыто вручную: ${key}`)]
        : []),
      ...(closing.reopen
        ? [target('reopening', targetKeys.reopening(key), null, `reopened after ${key}`, `открыто снова после ${key}`)]
        : []),
    ]),
    ...definition.moves.flatMap(({ from, to }) =>
      from.map((one) => target('move', targetKeys.move(one, to), one, `moved from ${one} to ${to}`, `${one} → ${to}`)),
    ),
    ...reactions(null, definition.on),
    ...awaited(stages.map(([, stage]) => stage)),
    ...(definition.limitWatched ? ofLimit('process', null, definition.limit) : []),
    target('deadline', targetKeys.deadline('wait', 'wait over'), null, 'a wait is over', 'ожидание закончилось'),
    ...(definition.undo ? [target('undo', targetKeys.undo(), null, 'taken back', 'отменено')] : []),
  ];
}

const target = (kind: TargetKind, key: string, stage: string | null, en: string, ru: string): Target => ({
  key,
  kind,
  stage,
  says: { en, ru },
});

function ofStage(key: string, stage: StageDefinition): Target[] {
  const way = stage.within ? `step ${key}` : `stage ${key}`;
  return [
    target('stage', targetKeys.stage(key), key, way, `этап ${key}`),
    ...(stage.when === undefined
      ? []
      : [target('passed over', targetKeys.passed(key), null, `${key} passed over`, `${key} пройден мимо`)]),
    ...(stage.skip ? [target('skip', targetKeys.skip(key), key, `${key} skipped`, `${key} пропущен`)] : []),
    ...ofLimit(way, key, stage.limit, stage.atLimit !== null),
    ...Object.entries(stage.tasks).flatMap(([task, one]) => [
      ...Object.entries(one.outcomes).flatMap(([outcome, { routes = [] }]) => [
        target('outcome', targetKeys.outcome(key, task, outcome), key, `${task}: ${outcome}`, `${task}: ${outcome}`),
        ...routes.map(({ to }, i) =>
          target(
            'route',
            targetKeys.route(key, task, outcome, i),
            key,
            `${task}: ${outcome}, to ${to}`,
            `${task}: ${outcome}, дальше ${to}`,
          ),
        ),
      ]),
      ...ofLimit(`task ${key}/${task}`, key, one.limit),
      ...(one.repeat
        ? [
            target(
              'deadline',
              targetKeys.deadline(`task ${key}/${task}`, 'repeat'),
              key,
              `${task} again`,
              `${task} снова`,
            ),
          ]
        : []),
    ]),
    ...reactions(key, stage.on),
  ];
}

/** The instants of a limit: lights, and every rung of its ladder. Where the limit is left for, nothing comes after it. */
function ofLimit(subject: string, stage: string | null, limit: Limit | null, leaves = false): Target[] {
  if (!limit) return [];
  const rungs = leaves ? [] : (limit.ladder ?? []).map((_, i) => `rung ${i + 1}`);
  const lights = [
    ...(limit.dueSoonPct < 100 ? ['due soon'] : []),
    'overdue',
    ...(limit.escalateAfter && !leaves ? ['escalate'] : []),
  ];
  return [...lights, ...rungs].map((what) =>
    target('deadline', targetKeys.deadline(subject, what), stage, `${subject}: ${what}`, `${subject}: ${what}`),
  );
}

const reactions = (stage: string | null, on: StageDefinition['on']): Target[] =>
  Object.entries(on ?? {}).flatMap(([event, all]) =>
    all.map((_, i) => {
      const nth = all.length > 1 ? ` (${i + 1})` : '';
      const where = stage === null ? '' : ` at ${stage}`;
      return target(
        'reaction',
        targetKeys.reaction(stage, event, i),
        stage,
        `${event}${where}${nth}`,
        `${event}${nth}`,
      );
    }),
  );

function awaited(stages: readonly StageDefinition[]): Target[] {
  const outcomes = stages.flatMap(({ tasks }) => Object.values(tasks).flatMap((task) => Object.values(task.outcomes)));
  const events = new Set(outcomes.flatMap(({ waitFor }) => waitFor?.event ?? []));
  return [...events].map((event) =>
    target('awaited event', targetKeys.awaited(event), null, `${event} ends a wait`, `${event} прерывает ожидание`),
  );
}
