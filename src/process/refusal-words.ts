import type { Requirement } from './refusal';

type Params = Readonly<Record<string, string>>;

/** What each code asks for, in English; screens word the codes themselves. */
const WORDS: Readonly<Record<string, (params: Params) => string>> = {
  NotAtThisStage: () => 'it does not lead anywhere from this stage',
  UnknownOutcome: ({ outcome }) => `"${outcome}" is no outcome of that task`,
  UnknownTask: ({ task }) => `there is no task "${task}" here`,
  UnknownField: ({ field }) => `this process has no field "${field}"`,
  FieldMissing: ({ field }) => `"${field}" must be given`,
  MustBeOption: ({ field, options }) => `"${field}" must be one of ${options}`,
  TaskOpen: ({ task }) => `the task ${task} must be done first`,
  TaskEnded: ({ task, outcome }) => `the task ${task} has ended already${outcome ? `, with "${outcome}"` : ''}`,
  TaskHeld: () => 'somebody else holds the task',
  OnlyWay: ({ task }) => `nothing but ${task} leads on from here: answer it, or close`,
  TooLate: () => 'the time in which it can be taken back is over',
  NotTaken: ({ field }) => `this event brings no "${field}" here`,
  NotYours: ({ who, claim }) =>
    who ? `only ${who} may do this` : claim ? 'claim the task first' : 'the task is held by somebody else',
  ConditionUnmet: ({ condition }) => `${condition} must hold`,
  ConditionFailed: ({ condition, failed }) => `the condition ${condition} cannot be told: ${failed}`,
  Stale: ({ seq }) => `it has moved on meanwhile, and is at ${seq} now`,
  Closed: () => 'it is closed',
  NotClosed: () => 'it is not closed',
  NotWaiting: () => 'it is not waiting',
  AlreadyStarted: () => 'it has started already',
  InPast: () => 'the instant must be in the future',
  NothingToDo: () => 'it would change nothing',
};

/** What would have to hold, as a phrase in English. A code without words of its own is told with its values. */
export function requirementWords({ code, params }: Requirement): string {
  const values = Object.fromEntries(
    Object.entries(params).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
  return (
    WORDS[code]?.(values) ??
    `${code} (${Object.entries(values)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', ')})`
  );
}
