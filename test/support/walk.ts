import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Arbitrary } from 'fast-check';
import fc from 'fast-check';
import { readCalendar as withZone } from '../../src/platform/calendars';
import {
  type Act,
  type Actor,
  allowed,
  type Definition,
  type Fields,
  type FieldValue,
  type Instant,
  type Snapshot,
} from '../../src/process';
import { readDefinition } from '../../src/process/language/read-definition';
import { readCalendar } from '../../src/process/time/calendar-text';
import * as trial from '../../src/process/trial/run';

const root = join(__dirname, '..', '..');

/** A definition that ships, by the name of its file. */
export const shipped = (name: string): Definition => readFile(join(root, 'processes', `${name}.yaml`));

/** One definition with every construct of the language. */
export const everyConstruct = (): Definition => readFile(join(__dirname, 'every-construct.yaml'));

function readFile(path: string): Definition {
  const read = readDefinition(readFileSync(path, 'utf8'), {}, { proven: true });
  if (!read.definition) throw new Error(JSON.stringify(read.findings));
  return read.definition;
}

export const SHIPPED = [
  'standard-sale',
  'standard-lead',
  'imported-pipeline',
  'demo-sale',
  'calls-meeting-contract',
  'four-stages',
  'long-b2b',
  'win-back',
];

/** The office's calendar, as a worker has it. */
export function office() {
  const read = readCalendar(readFileSync(join(root, 'calendars', 'office.yaml'), 'utf8'));
  if (!read.calendar) throw new Error(JSON.stringify(read.findings));
  return withZone({ key: 'office', version: 1, definition: read.calendar });
}

export const OWNER: Actor = { id: 'owner', roles: ['rep'], teams: [], manages: false };
export const MANAGER: Actor = { id: 'manager', roles: ['manager'], teams: [], manages: true };
export const STRANGER: Actor = { id: 'stranger', roles: ['rep'], teams: [], manages: false };

/** The office, where the manager is above the owner and nobody is in a queue. */
export const WORLD: trial.World = {
  calendar: office(),
  people: {
    managerOf: (person) => (person === 'owner' ? 'manager' : null),
    pick: () => null,
    membersOf: () => [],
    nameOf: (person) => person,
  },
};

/** A walk so far: every event with the snapshot it led to. */
export type Walk = trial.Run;

export const at = (walk: Walk): Snapshot => walk.snapshots.at(-1) as Snapshot;

/** Takes one command; a refused one leaves the walk where it is. */
export const take = (walk: Walk, act: Act, actor: Actor): boolean =>
  trial.take(walk, act, actor).decision !== undefined;

/** Lets time pass; deadlines fire on their way, each at its own instant. */
export const { pass } = trial;

/** A value that fits a field. */
export function valueFor(definition: Definition, key: string, n: number, now: Instant): FieldValue {
  const field = definition.fields[key];
  const day = new Date(now + (1 + (n % 20)) * 86_400_000).toISOString().slice(0, 10);
  const options = Object.keys(field?.options ?? {});
  const values: Record<string, FieldValue> = {
    text: `text ${n}`,
    number: n,
    percent: n % 101,
    money: { minor: n * 200_000, currency: 'RUB' },
    date: day,
    boolean: n % 2 === 0,
    choice: options[n % options.length] ?? '',
  };
  return values[field?.type ?? 'text'] ?? null;
}

/** An act that an offer stands for, with everything that it still needs. */
export function filled(walk: Walk, offer: ReturnType<typeof allowed>[number], n: number): Act {
  const missing = [...offer.until.map((r) => String(r.params.field ?? '')), ...offer.asks].filter(
    (key) => walk.definition.fields[key],
  );
  const fields: Fields = Object.fromEntries(missing.map((key) => [key, valueFor(walk.definition, key, n, walk.now)]));
  const until = offer.asks.includes('until') ? { until: walk.now + (1 + n) * 3_600_000 } : {};
  return { ...offer.act, ...(missing.length > 0 && { fields }), ...until } as Act;
}

/** One step of a random walk, as numbers that pick among what is possible. */
export const steps: Arbitrary<[number, number, number][]> = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(72)), {
  maxLength: 25,
});

/** Steps of walks that come far. */
export const longSteps: typeof steps = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(24)), {
  minLength: 40,
  maxLength: 60,
});

const START = Date.UTC(2026, 9, 1, 6);

/** Walks through a definition at random: offers are taken, free acts tried, time passes. */
export function walkThrough(definition: Definition, picks: readonly (readonly [number, number, number])[]): Walk {
  const walk = trial.unstarted(definition, WORLD, START);
  take(walk, { type: 'start', owner: 'owner', fields: {} }, OWNER);
  walkOn(walk, picks);
  return walk;
}

/** The same from where a walk is. */
export function walkOn(walk: Walk, picks: readonly (readonly [number, number, number])[]): void {
  for (const [pick, n, hours] of picks) {
    pass(walk, hours * 3_600_000);
    const actor = pick % 3 === 0 ? MANAGER : OWNER;
    const choices = [
      ...allowed(walk.definition, at(walk), actor, walk.now).map((offer) => filled(walk, offer, n)),
      ...freeActs(walk, n),
    ];
    // Most steps lead on, or a walk would seldom come far.
    const onward = pick % 4 === 0 ? choices : choices.filter(({ type }) => type === 'complete' || type === 'claim');
    const act = onward[(pick >> 2) % Math.max(1, onward.length)] ?? choices[pick % choices.length];
    if (act) take(walk, act, actor);
  }
}

function freeActs(walk: Walk, n: number): Act[] {
  const key = Object.keys(walk.definition.fields)[n % Math.max(1, Object.keys(walk.definition.fields).length)] ?? '';
  const task = at(walk).tasks[n % Math.max(1, at(walk).tasks.length)]?.key ?? 'none';
  return [
    { type: 'wait', until: walk.now + (1 + n) * 3_600_000, reason: 'budget' },
    { type: 'amend', fields: { [key]: valueFor(walk.definition, key, n, walk.now) } },
    { type: 'reassign', owner: n % 2 === 0 ? 'owner' : 'colleague' },
    { type: 'add task', assignee: 'owner', dueAt: walk.now + (1 + n) * 60_000 },
    { type: 'delegate', task, to: 'colleague' },
    { type: 'cancel task', task },
  ];
}
