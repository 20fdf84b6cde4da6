import type { Definition, TaskDefinition } from '../definition';
import { holds } from '../fields/condition';
import { type Problem, problem } from '../language/finding';
import { type Choice, type Condition, choicesOf, conditionsOf, type Line } from './conditions';
import { anatomyOf } from './fragment';
import { outcomePath, taskPath } from './place';
import type { Suspect } from './suspect';
import { truthOf } from './truth';

/** What is wrong with conditions, each by itself and those that stand together. */
export function conditionFindings(definition: Definition): Suspect[] {
  return [
    ...conditionsOf(definition).flatMap(ofOne),
    ...choicesOf(definition).flatMap((choice) => ofChoice(definition, choice)),
    ...Object.entries(definition.stages).flatMap(([stage, { tasks }]) =>
      Object.entries(tasks).flatMap(([name, task]) => ofTask(definition, stage, name, task)),
    ),
  ];
}

function ofOne({ path, text, fields, set }: Condition): Problem[] {
  const { outside } = anatomyOf(text, fields);
  if (outside)
    return [
      problem(
        'CannotTell',
        path,
        `Whether this can hold, and can fail to, cannot be told because of '${outside.part}'. ${outside.instead}`,
        'cannot tell',
      ),
    ];
  const rows = truthOf([text], fields, set);
  if (!rows)
    return [
      problem(
        'CannotTell',
        path,
        'Whether this can hold cannot be told: it compares too many fields with too many values. Compare fewer.',
        'cannot tell',
      ),
    ];
  if (!rows.some(({ holding }) => holding[0])) return [problem('NeverTrue', path, `'${text}' can never hold.`)];
  // A line 'true' is the one for everything else.
  if (Object.keys(rows[0]?.values ?? {}).length > 0 && rows.every(({ holding }) => holding[0]))
    return [problem('AlwaysTrue', path, `'${text}' always holds: leave it out.`, 'warning')];
  return [];
}

const WORDS = { routes: 'route', reactions: 'reaction', lights: 'line' } as const;

function ofChoice(definition: Definition, choice: Choice): Suspect[] {
  const { of, lines } = choice;
  const shadowed = lines.flatMap((line, i): Suspect[] =>
    isShadowed(line, lines.slice(0, i), choice)
      ? [
          problem(
            'ShadowedOutcome',
            line.path,
            `This ${WORDS[of]} is never taken: whenever it would hold, one before it does.`,
            of === 'lights' ? 'warning' : 'error',
          ),
        ]
      : [],
  );
  if (of === 'lights') return shadowed;
  return [...shadowed, ...overlaps(choice), ...holes(choice, definition)];
}

function isShadowed(line: Line, before: readonly Line[], { fields, set }: Choice): boolean {
  if (before.length === 0) return false;
  if (before.some(({ when }) => when === null)) return true;
  const rows = truthOf(
    [line, ...before].map(({ when }) => when ?? 'true'),
    fields,
    set,
  );
  // What never holds by itself is said already.
  if (!rows?.some(({ holding }) => holding[0])) return false;
  return rows.every(({ holding: [own, ...others] }) => !own || others.some(Boolean));
}

/** Lines that hold together although neither is a case of the other: that the first one counts may surprise. */
function overlaps({ of, lines, ...read }: Choice): Problem[] {
  return lines.flatMap((line, i) => {
    const with_ = lines.slice(0, i).find((before) => before.does !== line.does && overlap(before, line, read));
    if (!with_) return [];
    const message = `'${line.when}' and '${with_.when}' can hold together: the ${WORDS[of]} that stands first is taken then.`;
    return [problem('ConditionsOverlap', [...line.path, 'when'], message, 'warning')];
  });
}

function overlap(a: Line, b: Line, { fields, set }: Pick<Choice, 'fields' | 'set'>): boolean {
  if (a.when === null || b.when === null) return false;
  const rows = truthOf([a.when, b.when], fields, set) ?? [];
  const some = (first: boolean, second: boolean) =>
    rows.some(({ holding }) => holding[0] === first && holding[1] === second);
  return some(true, true) && some(true, false) && some(false, true);
}

/** Fields with which none of the lines holds. A single reaction with a condition is a filter, and means to let the rest pass. */
function holes({ of, path, lines, fields, set }: Choice, definition: Definition): Problem[] {
  if (lines.some(({ when }) => when === null) || (of === 'reactions' && lines.length < 2)) return [];
  const hole = truthOf(
    lines.map(({ when }) => when ?? 'true'),
    fields,
    set,
  )?.find(({ holding }) => !holding.some(Boolean));
  if (!hole) return [];
  const message = `None of these holds with ${inWords(hole.values, definition)}: add a last ${WORDS[of]} without 'when'.`;
  return [problem('ConditionsLeaveHole', path, message, of === 'reactions' ? 'warning' : 'error')];
}

/** Outcomes that are on offer under conditions only: while their task is open, one of them must be. */
function ofTask(definition: Definition, stage: string, name: string, task: TaskDefinition): Suspect[] {
  const { fields } = definition;
  const given = task.when ?? 'true';
  const outcomes = Object.entries(task.outcomes);
  const never = outcomes.flatMap(([key, { when, ask }]) => {
    if (when === null || task.when === null) return [];
    const asked = anatomyOf(when, fields).atoms?.some(({ field }) => ask.includes(field));
    const rows = truthOf([given, when], fields);
    if (!rows || asked || rows.some(({ holding }) => holding[0] && holding[1])) return [];
    if (!rows.some(({ holding }) => holding[1]) || !rows.some(({ holding }) => holding[0])) return [];
    const path = [...outcomePath(definition, stage, name, key), 'when'];
    return [problem('NeverTrue', path, `'${when}' never holds while the task is open, which is while '${given}'.`)];
  });
  if (outcomes.some(([, { when }]) => when === null)) return never;
  const hole = truthOf([given, ...outcomes.map(([, { when }]) => when ?? 'true')], fields)?.find(
    ({ holding: [open, ...answers] }) => open && !answers.some(Boolean),
  );
  if (!hole) return never;
  const message = `With ${inWords(hole.values, definition)} the task '${name}' is open, and none of its outcomes is on offer.`;
  return [
    ...never,
    {
      ...problem('ConditionsLeaveHole', taskPath(definition, stage, name), message),
      goal: (at) =>
        at.tasks.some((one) => one.status === 'open' && one.task === name && one.stage === stage) &&
        outcomes.every(([, { when }]) => when !== null && !holds(when, fields, at.fields)),
    },
  ];
}

/** Values of fields as a phrase. */
export const inWords = (values: Readonly<Record<string, unknown>>, definition: Definition): string =>
  Object.entries(values)
    .map(([key, value]) =>
      value === null
        ? `${key} not set`
        : definition.fields[key]?.type === 'money' && typeof value === 'object'
          ? `${key} = ${String((value as { minor: number }).minor / 100)} ${(value as { currency: string }).currency}`
          : `${key} = ${String(value)}`,
    )
    .join(', ') || 'any fields';
