import type { Duration } from '../definition';
import { formatMoney } from '../fields/money';
import type { Fields, FieldValue } from '../types';
import { OUTSIDE } from './cast';
import type { Ask, Example, Expects, Given, Member, Moment, Passing, Step } from './example';
import { USUAL_START } from './read-examples';
import { wallTimeText } from './wall-time';

/** The sentence of an act: what `readAct` reads back, but for the fields that stand beside it. */
export function sayAct(who: string, ask: Ask): string {
  if (ask.type === 'event') return who === OUTSIDE ? `${ask.event} happens` : `${who} reports ${ask.event}`;
  return `${who} ${verb(ask)}`;
}

function verb(ask: Exclude<Ask, { type: 'event' }>): string {
  switch (ask.type) {
    case 'complete':
      return `completes ${ask.task} with ${ask.outcome}`;
    case 'move':
      return `moves it to ${ask.to}`;
    case 'close':
      return `closes it as ${ask.outcome}`;
    case 'reopen':
      return 'reopens it';
    case 'wait':
      return ask.until
        ? `waits ${ask.until.by === 'span' ? 'for' : 'until'} ${sayMoment(ask.until)}`
        : `waits for ${ask.event}`;
    case 'resume':
      return 'stops waiting';
    case 'reassign':
      return `hands it to ${ask.to}`;
    case 'claim':
      return `claims ${ask.task}`;
    case 'delegate':
      return `delegates ${ask.task} to ${ask.to}`;
    case 'amend':
      return 'amends it';
    case 'add task':
      return `adds a task for ${ask.assignee}`;
    case 'cancel task':
      return `cancels ${ask.task}`;
    case 'skip':
      return `skips ${ask.stage}`;
    case 'undo':
      return 'takes it back';
  }
}

export function sayPassing(time: Passing): string {
  if (time.by === 'deadline') return 'the next deadline passes';
  if (time.by === 'clock') return `it becomes ${wallTimeText(time.until)}`;
  return `${sayDuration(time.span)} ${time.span.amount === 1 ? 'passes' : 'pass'}`;
}

export const sayDuration = ({ amount, unit, working }: Duration): string =>
  `${amount} ${working ? 'working ' : ''}${unit}${amount === 1 ? '' : 's'}`;

const sayMoment = (moment: Moment): string =>
  moment.by === 'span' ? sayDuration(moment.span) : wallTimeText(moment.until);

/** An example as plain data, to be written as YAML: what `readExamples` reads as the same example. */
export function exampleData({ name, given, steps }: Example): Record<string, unknown> {
  return { name, given: givenData(given), steps: steps.map(stepData) };
}

function givenData({ at, owner, people, fields }: Given): Record<string, unknown> {
  const usual = at.date === USUAL_START.date && at.second === USUAL_START.second;
  return {
    ...(!usual && { at: wallTimeText(at) }),
    ...(owner !== 'owner' && { owner }),
    ...(Object.keys(people).length > 0 && { people: mapped(people, memberData) }),
    ...(Object.keys(fields).length > 0 && { fields: fieldsData(fields) }),
  };
}

/** Somebody with nothing but roles is written as a list of them. */
function memberData({ manager, ...lists }: Member): unknown {
  const held = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
  const keys = Object.keys(held).join();
  return manager === null && (keys === 'roles' || keys === '')
    ? (held.roles ?? [])
    : { ...held, ...(manager && { manager }) };
}

function stepData(step: Step): unknown {
  if (step.step === 'pass') return step.text;
  // biome-ignore lint/suspicious/noThenProperty: the word of the language; its value is data, and no function
  if (step.step === 'then') return { then: expectsData(step.expects) };
  const { ask, refused } = step;
  const beside = {
    ...('fields' in ask && Object.keys(ask.fields).length > 0 && { fields: fieldsData(ask.fields) }),
    ...((ask.type === 'complete' || ask.type === 'add task') && ask.until && { until: sayMoment(ask.until) }),
  };
  if (refused) return { refused: step.text, ...(refused.because && { because: refused.because }), ...beside };
  return Object.keys(beside).length > 0 ? { when: step.text, ...beside } : step.text;
}

const expectsData = ({ fields, told, ...rest }: Expects): Record<string, unknown> => ({
  ...rest,
  ...(fields && { fields: fieldsData(fields) }),
  ...(told && { told: Object.values(told).includes(null) ? Object.keys(told) : told }),
});

const fieldsData = (fields: Fields): Record<string, unknown> => mapped(fields, valueData);

const valueData = (value: FieldValue): unknown =>
  typeof value === 'object' && value !== null ? `${formatMoney(value)} ${value.currency}` : value;

const mapped = <A, B>(map: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
