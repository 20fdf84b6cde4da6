import { readDuration } from '../language/shorthand';
import { OUTSIDE } from './cast';
import type { Ask, Moment, Passing } from './example';
import { readWallTime } from './wall-time';

/** An act in words, before its fields are in: they may stand beside the sentence, and one of them within it. */
export interface Said {
  who: string;
  ask: Ask;
  /** `amends discount to 20`: read once it is known what kind of field that is. */
  amends?: { field: string; value: string };
}

const WHO = '(the owner|the manager|somebody else|[a-z][a-z0-9-]*)';
const KEY = '([a-z][a-z0-9-]*)';
const WORDS = "([A-Za-z0-9][A-Za-z0-9' -]*)";
const TASK = '([a-z][a-z0-9-]*(?:#\\d+)?)';

type Read = (parts: readonly string[]) => Ask | null;

const NONE = {};

/** Every sentence that starts with who acts. What is in the brackets is what `read` gets. */
const ACTS: readonly (readonly [string, Read])[] = [
  [
    `completes ${TASK} with ${WORDS}`,
    ([task = '', outcome = '']) => ({ type: 'complete', task, outcome, fields: NONE, until: null }),
  ],
  [`moves it to ${KEY}`, ([to = '']) => ({ type: 'move', to, fields: NONE })],
  [`closes it as ${KEY}`, ([outcome = '']) => ({ type: 'close', outcome, fields: NONE })],
  ['reopens it', () => ({ type: 'reopen', fields: NONE })],
  ['waits (?:for|until) (.+)', ([what = '']) => readWait(what)],
  ['stops waiting', () => ({ type: 'resume' })],
  [`hands it to ${WHO}`, ([to = '']) => ({ type: 'reassign', to })],
  [`claims ${TASK}`, ([task = '']) => ({ type: 'claim', task })],
  [`delegates ${TASK} to ${WHO}`, ([task = '', to = '']) => ({ type: 'delegate', task, to })],
  [`adds a task for ${WHO}`, ([assignee = '']) => ({ type: 'add task', assignee, until: null })],
  [`cancels ${TASK}`, ([task = '']) => ({ type: 'cancel task', task })],
  [`skips ${KEY}`, ([stage = '']) => ({ type: 'skip', stage, fields: NONE })],
  [`reports ${WORDS}`, ([event = '']) => ({ type: 'event', event, fields: NONE })],
  ['takes it back', () => ({ type: 'undo' })],
  ['amends it', () => ({ type: 'amend', fields: NONE })],
];

const PATTERNS = ACTS.map(([pattern, read]) => ({ pattern: new RegExp(`^${WHO} ${pattern}$`), read }));
const AMENDS = new RegExp(`^${WHO} amends ([A-Za-z]\\w*) to (.+)$`);
const HAPPENS = new RegExp(`^${WORDS} happens$`);

/** What may be written, for whoever wrote something else. */
export const ACT_EXAMPLES =
  "'the owner completes first-call with need confirmed', 'the manager moves it to qualify', 'the owner amends discount to 20', 'payment in happens'";
export const PASS_EXAMPLES = "'2 working days pass', 'it becomes 2026-03-20 10:00', 'the next deadline passes'";

/** Reads a sentence in which somebody, or the outside, does something; null where it is none. */
export function readAct(text: string): Said | null {
  const sentence = text.trim().replace(/\s+/g, ' ');
  const [, who, field, value] = AMENDS.exec(sentence) ?? [];
  if (who && field && value) return { who, ask: { type: 'amend', fields: NONE }, amends: { field, value } };
  const [, event] = HAPPENS.exec(sentence) ?? [];
  if (event) return { who: OUTSIDE, ask: { type: 'event', event, fields: NONE } };
  for (const { pattern, read } of PATTERNS) {
    const [, by, ...parts] = pattern.exec(sentence) ?? [];
    const ask = by === undefined ? null : read(parts);
    if (by !== undefined && ask) return { who: by, ask };
  }
  return null;
}

/** Reads a sentence in which time passes; null where it is none. */
export function readPassing(text: string): Passing | null {
  const sentence = text.trim().replace(/\s+/g, ' ');
  if (sentence === 'the next deadline passes') return { by: 'deadline' };
  const [, clock] = /^it becomes (.+)$/.exec(sentence) ?? [];
  const until = clock ? readWallTime(clock) : null;
  if (until) return { by: 'clock', until };
  const span = readDuration(/^(.+) pass(?:es)?$/.exec(sentence)?.[1] ?? '');
  return span && { by: 'span', span };
}

/** `3 working days` from now, or a time on the wall clock. */
export function readMoment(text: string): Moment | null {
  const span = readDuration(text);
  if (span) return { by: 'span', span };
  const until = readWallTime(text);
  return until && { by: 'clock', until };
}

/** For so long, until a time, or for an event from outside. */
function readWait(text: string): Ask {
  const until = readMoment(text);
  return { type: 'wait', until, event: until ? null : text };
}
