import { z } from 'zod';
import { CLOSED, END, OWNERS_CALENDAR } from '../../definition';
import type { FindingCode } from '../finding';
import type { Guess } from '../guess';
import type { Known } from '../known';
import { KEY, type Names } from '../names';
import { readAddressee, readAssignee } from '../shorthand';
import { conditionFields, conditionProblem, unknown } from './condition-fields';
import { refuseValue } from './field';
import { fault, oneOrMore, shorthand } from './parts';

/** What a text is read against: the names it declares, those of the installation, and proposals for mistaken ones. */
export interface Reader {
  names: Names;
  known: Known;
  guess: Guess;
}

/** Words that name something: each is looked up where it stands. */
export function references({ names, known, guess }: Reader) {
  const sets = conditionFields(names);

  const fieldName = z
    .string()
    .superRefine((key, context) => {
      if (!names.fields.has(key))
        context.addIssue(fault('UnknownField', unknown('field', key, guess(key, names.fields.keys()))));
    })
    .meta({ id: 'field-name', description: 'The key of a field.' });

  const stageName = z
    .string()
    .superRefine((key, context) => {
      if (names.steps.has(key))
        context.addIssue(fault('WrongPlace', `'${key}' is a step of a branch, and this wants a stage.`));
      else if (!names.stages.has(key))
        context.addIssue(fault('UnknownStage', unknown('stage', key, guess(key, names.stages))));
    })
    .meta({ id: 'stage-name', description: 'The key of a stage.' });

  /** Whether it may lead there from where it stands is asked in `cross`. */
  const target = z
    .string()
    .superRefine((key, context) => {
      const found = unknownTarget(key, names, guess);
      if (found) context.addIssue(fault(...found));
    })
    .meta({
      id: 'target',
      description: 'The key of a stage, `closed.` and the key of a closing, or in a branch `end`.',
      examples: ['proposal', 'closed.won', 'end'],
    });

  const conditionOver = (fields: typeof sets.plain) =>
    z.string().superRefine((expression, context) => {
      const found = fields && conditionProblem(expression, fields, guess);
      if (found) context.addIssue(fault('ConditionUnsound', found));
    });

  const installed = (what: string, code: FindingCode, set: ReadonlySet<string> | undefined) => (key: string) =>
    set && !set.has(key)
      ? fault(code, `This installation has no ${what} '${key}'${guess(key, set) || '.'}`)
      : undefined;
  const noRole = installed('role', 'UnknownRole', known.roles);
  const noTeam = installed('team', 'UnknownTeam', known.teams);
  const noSkill = installed('skill', 'UnknownSkill', known.skills);

  const oneWho = z
    .string()
    .regex(KEY, 'Write owner, manager, anyone, or the key of a role.')
    .superRefine((key, context) => {
      const found = WHO_WORDS.includes(key) ? undefined : noRole(key);
      if (found) context.addIssue(found);
    });

  const addressee = shorthand(readAddressee, "owner, owner's manager, 'role contracts' or 'team north'")
    .superRefine((to, context) => {
      if (typeof to === 'string') return;
      const found = 'role' in to ? noRole(to.role) : noTeam(to.team);
      if (found) context.addIssue(found);
    })
    .meta({
      id: 'addressee',
      pattern: `^(owner|owner's manager|(role|team) [a-z][a-z0-9-]*)$`,
      description: 'Who is told.',
      examples: ['owner', "owner's manager", 'role sales-ops', 'team north'],
    });

  const assignee = shorthand(readAssignee, ASSIGNEES).superRefine((rule, context) => {
    const { role, team, skill } =
      'of' in rule ? rule.of : { skill: undefined, team: undefined, role: undefined, ...rule };
    const found = [role && noRole(role), team && noTeam(team), skill && noSkill(skill)].filter((one) => !!one);
    for (const one of found) context.addIssue(one);
  });

  const lookedUp = (what: string, code: FindingCode, set: ReadonlySet<string> | undefined, own: string[] = []) => {
    const missing = installed(what, code, set);
    return z
      .string()
      .regex(KEY, `This cannot be a ${what}'s key.`)
      .superRefine((key, context) => {
        const found = own.includes(key) ? undefined : missing(key);
        if (found) context.addIssue(found);
      });
  };

  return {
    fieldName,
    fieldNames: z.array(fieldName),
    stageName,
    target,
    condition: conditionOver(sets.plain).meta({ id: 'condition', ...CONDITION_META }),
    /** A condition that runs where an answer has brought fields: `cross` looks at it, with them. */
    conditionAfter: z.string().meta({ id: 'condition-after', ...CONDITION_META }),
    lightCondition: conditionOver(sets.lights).meta({ id: 'light-condition', ...CONDITION_META }),
    taskLightCondition: conditionOver(sets.taskLights).meta({ id: 'task-light-condition', ...CONDITION_META }),
    who: oneOrMore(oneWho).meta({
      id: 'who',
      description: '`owner`, `manager` (above the owner), `anyone`, the key of a role, or a list of these.',
      examples: ['anyone', ['owner', 'manager'], 'sales-ops'],
    }),
    addressee,
    assignee,
    event: z
      .string()
      .superRefine((key, context) => {
        if (!names.events.has(key)) context.addIssue(fault('UnknownEvent', unknownEvent(key, names, guess)));
      })
      .meta({ id: 'event', description: 'Something that happens outside.', examples: [...names.events] }),
    calendar: z
      .string()
      .refine((key) => key === OWNERS_CALENDAR || KEY.test(key), { error: "This cannot be a calendar's key." })
      .superRefine((key, context) => {
        const found =
          key === OWNERS_CALENDAR ? undefined : installed('calendar', 'UnknownCalendar', known.calendars)(key);
        if (found) context.addIssue(found);
      }),
    process: lookedUp('process', 'UnknownProcess', known.processes, names.process === null ? [] : [names.process]),
    template: lookedUp('mail template', 'UnknownTemplate', known.templates),
    webhook: lookedUp('webhook', 'UnknownWebhook', known.webhooks),
    /** Values for fields, each held against its own. */
    values: z.record(fieldName, z.unknown()).superRefine((set, context) => {
      for (const [key, value] of Object.entries(set)) refuseValue(names.fields.get(key), value, [key], context);
    }),
    field: (key: string) => names.fields.get(key),
  };
}

export type References = ReturnType<typeof references>;

const WHO_WORDS = ['owner', 'manager', 'anyone'];

const ASSIGNEES =
  "owner, owner's manager, 'role contracts', 'team north', or 'least loaded' or 'in turn' with 'of role engineer', " +
  "'of team north', 'with skill crm', 'for line retail'";

const CONDITION_META = {
  description: 'A condition in CEL over the fields.',
  examples: ['discount > 15', 'amount != null && amount > money("1000000.00", "RUB")'],
};

function unknownTarget(key: string, names: Names, guess: Guess): [FindingCode, string] | null {
  if (key.startsWith(CLOSED)) {
    const closing = key.slice(CLOSED.length);
    if (names.closings.has(closing)) return null;
    return ['UnknownClosing', `There is no way to close called '${closing}'${guess(closing, names.closings) || '.'}`];
  }
  if (names.stages.has(key) || names.steps.has(key) || (key === END && names.steps.size > 0)) return null;
  if (names.closings.has(key)) return ['UnknownStage', `There is no stage '${key}'; the closing is 'closed.${key}'.`];
  const near = guess(key, [...names.stages, ...names.steps.keys(), ...[...names.closings].map((one) => CLOSED + one)]);
  return [
    'UnknownStage',
    near ? `There is no stage '${key}'${near}` : `There is no stage '${key}'; a closing is written 'closed.${key}'.`,
  ];
}

const unknownEvent = (key: string, names: Names, guess: Guess): string =>
  `Nobody knows of the event '${key}'${guess(key, names.events) || ": declare it, as in 'events: [...]'."}`;
