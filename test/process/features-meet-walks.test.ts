import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  type Act,
  allowed,
  type Clock,
  type Command,
  type Definition,
  deadlinesOf,
  decide,
  type InstancePlan,
  replay,
  type Snapshot,
  SYSTEM,
  settle,
  settledTasks,
  type Task,
} from '../../src/process';
import { whatMoves } from '../../src/process/time/retime';
import { unstarted } from '../../src/process/trial/run';
import { definitionOf } from '../support/second-version';
import { at, filled, MANAGER, OWNER, pass, take, type Walk, WORLD, walkOn } from '../support/walk';

/** Walks in which everything happens in any order: undo, events, skips, waits, retiming, migrations there and back. */

const HOUR = 3_600_000;
const START = Date.UTC(2026, 9, 1, 6);

const first = readFileSync(join(__dirname, '..', 'support', 'dense-branches.yaml'), 'utf8');
const second = first
  .replace(/\bz3\b/g, 'a9')
  .replace(/\bmaybe\b/g, 'perhaps')
  .replace('ac:', 'cc:')
  .replace('write:', 'pen:')
  .replace('limit: 4 working days', 'limit: 2 days')
  .replace('due: 20 working days', 'due: 20 days')
  .replace('limit: until day', 'limit: 3 days');

const VERSIONS = { first: definitionOf(first), second: definitionOf(second) };
type Version = keyof typeof VERSIONS;
const definitionBy = (version: string): Definition => VERSIONS[version as Version];

/** What leads to each version. */
const PLANS: Readonly<Record<Version, Omit<InstancePlan, 'timers'>>> = {
  first: {
    stages: { a9: 'z3', perhaps: 'maybe' },
    tasks: { a2: { cc: 'ac' }, z1: { pen: 'write' } },
    fields: { day: '2026-12-01', why: 'moved' },
  },
  second: {
    stages: { z3: 'a9', maybe: 'perhaps' },
    tasks: { a2: { ac: 'cc' }, z1: { write: 'pen' } },
    fields: { day: '2026-12-01', why: 'moved' },
  },
};
const AS_IT_WAS: InstancePlan = { stages: {}, tasks: {}, timers: 'keep', fields: {} };
const TIMERS = ['keep', 'reset', 'recompute'] as const;

interface Journey {
  walk: Walk;
  version: Version;
  /** What the last migration left, and the decision that it was. */
  moved: { seq: number; before: Snapshot } | null;
}

const other = (version: Version): Version => (version === 'first' ? 'second' : 'first');

function migrate(journey: Journey, how: { plan: InstancePlan; back?: Snapshot }): boolean {
  const { walk, version } = journey;
  const before = at(walk);
  const moved = { ...walk, definition: VERSIONS[other(version)] };
  const versions = { fromVersionId: version, versionId: other(version) };
  if (!take(moved, { type: 'migrate', ...versions, ...how }, SYSTEM)) return false;
  Object.assign(journey, { walk: moved, version: other(version), moved: { seq: at(moved).seq, before } });
  return true;
}

/** What a decision that is taken back leaves as it is. */
function essence({ seq: _, opened: __, back: ___, ...rest }: Snapshot) {
  return rest;
}

const STEPS: readonly ((journey: Journey, n: number, hours: number) => void)[] = [
  ({ walk }) => take(walk, { type: 'retime' }, SYSTEM),
  (journey, n) => migrate(journey, { plan: { ...PLANS[other(journey.version)], timers: TIMERS[n % 3] ?? 'keep' } }),
  (journey) => {
    const { moved, walk } = journey;
    if (moved?.seq !== at(walk).seq || !migrate(journey, { plan: AS_IT_WAS, back: moved.before })) return;
    journey.moved = null;
    expect(essence(at(journey.walk))).toEqual(essence(moved.before));
  },
  ({ walk }, n) => {
    if (take(walk, { type: 'undo' }, n % 2 === 0 ? MANAGER : OWNER))
      expect(essence(at(walk))).toEqual(essence(walk.snapshots.at(-3) as Snapshot));
  },
  ({ walk }, n) => {
    const offers = allowed(walk.definition, at(walk), SYSTEM, walk.now).filter(({ act }) => act.type === 'event');
    const offer = offers[n % Math.max(1, offers.length)];
    if (offer) take(walk, filled(walk, offer, n), SYSTEM);
  },
  ({ walk }, _, hours) => pass(walk, 3 * hours * HOUR),
  ({ walk }, n, hours) => walkOn(walk, [[4 * n, n, hours]]),
  ({ walk }, n, hours) => walkOn(walk, [[4 * n + 1, n, hours]]),
];

type Picks = readonly (readonly [step: number, n: number, hours: number])[];

const picks = fc.array(fc.tuple(fc.nat(STEPS.length - 1), fc.nat(1000), fc.nat(30)), { minLength: 10, maxLength: 50 });

function travel(taken: Picks): Walk {
  const journey: Journey = { walk: unstarted(VERSIONS.first, WORLD, START), version: 'first', moved: null };
  take(journey.walk, { type: 'start', owner: 'owner', fields: {} }, OWNER);
  for (const [step, n, hours] of taken) {
    pass(journey.walk, (n % 10) * HOUR);
    STEPS[step]?.(journey, n, hours);
  }
  return journey.walk;
}

/** As a table gives JSON back: its keys by length, then by letter. */
function asStored<T>(value: T): T {
  if (Array.isArray(value)) return value.map(asStored) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, asStored(one)])) as T;
}

/** Every decision made anew from the snapshot before it, as a table holds that. */
function retrace({ events, snapshots }: Walk, see: (at: Snapshot, rows: Map<string, Task>, by: Definition) => void) {
  const rows = new Map<string, Task>();
  let definition = VERSIONS.first;
  events.forEach(({ command, at: now, facts }, i) => {
    if (command.type === 'migrate') definition = definitionBy(command.versionId);
    const { decision } = decide(definition, asStored(snapshots[i - 1] ?? null), asStored(command) as Command, now);
    if (!decision) throw new Error(`The stored command ${i} is refused.`);
    const snapshot = settle(decision.snapshot, asStored(facts));
    for (const task of settledTasks(decision, facts)) rows.set(task.key, task);
    expect(snapshot).toEqual(snapshots[i]);
    see(snapshot, rows, definition);
  });
}

const always = (check: (walk: Walk) => void) =>
  fc.assert(
    fc.property(picks, (taken) => check(travel(taken))),
    { numRuns: 60 },
  );

const clocksOf = ({ clock, branches, tasks }: Snapshot): Clock[] =>
  [clock, ...Object.values(branches ?? {}).map((one) => one.clock), ...tasks.map((task) => task.clock)].filter(
    (one) => one !== null,
  );

it('replays, across versions (invariant 5)', () => {
  always((walk) => expect(replay(VERSIONS.first, walk.events, null, definitionBy)).toEqual(walk.snapshots));
});

it('decides the same from what a table has kept, which orders keys its own way', () => {
  always((walk) => retrace(walk, (snapshot) => expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot)));
});

it('tells the table of every task, and leaves none open that is gone or of a stage that is not current', () => {
  always((walk) =>
    retrace(walk, (snapshot, rows, { stages }) => {
      const current = new Set([snapshot.state, ...Object.values(snapshot.branches ?? {}).map((one) => one.at)]);
      for (const task of snapshot.tasks) expect(rows.get(task.key)).toEqual(task);
      for (const task of [...rows.values()].filter(({ status }) => status === 'open')) {
        expect(snapshot.tasks).toContainEqual(task);
        if (task.task === null) continue;
        expect([...current]).toContain(task.stage);
        expect(stages[task.stage]?.tasks).toHaveProperty([task.task]);
      }
    }),
  );
});

it('has clocks stand still exactly while it waits, and every other clock know when it is due', () => {
  always((walk) =>
    retrace(walk, (snapshot) => {
      const counting = clocksOf(snapshot).filter(({ limit }) => limit?.due.by === 'span');
      for (const clock of counting) {
        expect(clock.paused).toBe(snapshot.wait !== null);
        expect(clock.dueAt === null).toBe(clock.paused);
        if (clock.limit?.ladder && !clock.paused) expect(clock.rungs).toHaveLength(clock.limit.ladder.length);
      }
    }),
  );
});

it('arms each deadline once, and takes each that is due (invariant 4)', () => {
  always((walk) => {
    const armed = deadlinesOf(at(walk));
    expect(new Set(armed.map(({ key }) => key)).size).toBe(armed.length);
    for (const { key, at: due } of armed) {
      const fire = { id: 'x', actor: SYSTEM, type: 'deadline', deadline: key } as const;
      expect(decide(walk.definition, at(walk), fire, Math.max(due, walk.now)).refused).toBeUndefined();
    }
  });
});

it('has nothing left to move once its clocks are resolved anew', () => {
  always((walk) => {
    const retime: Act = { type: 'retime' };
    if (take(walk, retime, SYSTEM)) expect(whatMoves(walk.definition, at(walk), WORLD.calendar, walk.now)).toEqual([]);
  });
});
