import fc from 'fast-check';
import {
  type Decision,
  type Definition,
  deadlinesOf,
  type Fields,
  firstVersion,
  type InstancePlan,
  replay,
  type Snapshot,
  SYSTEM,
  versionsIn,
} from '../../../src/process';
import type { Migrated } from '../../../src/process/migration/preview';
import { preview } from '../../../src/process/migration/preview';
import { resolveFacts } from '../../../src/process/time/resolve';
import { take as ask, forked } from '../../../src/process/trial/run';
import { definitionOf, SECOND_SALE, SECOND_SALE_PLAN } from '../../support/second-version';
import { at, pass, SHIPPED, shipped, steps, take, type Walk, WORLD, walkOn, walkThrough } from '../../support/walk';

const HOUR_MS = 3_600_000;
const first = shipped('standard-sale');
const second = definitionOf(SECOND_SALE);
const TIMERS = ['keep', 'reset', 'recompute'] as const;
const SAME: InstancePlan = { stages: {}, tasks: {}, timers: 'keep', fields: {} };

const resolve = (decision: Decision) => resolveFacts(decision, { ...WORLD, newId: () => 'new' });
const moveTo = (plan: InstancePlan, back?: Snapshot) =>
  ({ type: 'migrate', fromVersionId: 'v1', versionId: 'v2', plan, ...(back && { back }) }) as const;
const dealOf = (walk: Walk, to: Definition, plan: InstancePlan): Migrated => ({
  to,
  command: { id: 'm', actor: SYSTEM, ...moveTo(plan) },
  snapshot: at(walk),
});
const isOpen = (walk: Walk) => at(walk).closedAt === null;
/** The run goes on by another definition, and the first is as it was. */
const under = (walk: Walk, definition: Definition): Walk => ({ ...forked(walk), definition });

/** What a migration has to leave alone: everything but its own number, and what could be undone before it. */
const lasting = ({ seq: _, back: __, opened: ___, ...rest }: Snapshot) => rest;
/** The same for runs that have had another number of events: ids are made by that here. */
const anyIds = ({ tasks, ...rest }: Snapshot) => ({
  ...lasting({ tasks, ...rest }),
  tasks: tasks.map(({ id: _, ...task }) => task),
});

/** Random states of a definition that are open. */
function eachOpen(definition: Definition, check: (walk: Walk, n: number) => void, numRuns = 50): void {
  fc.assert(
    fc.property(steps, fc.nat(1000), (picks, n) => {
      const walk = walkThrough(definition, picks);
      fc.pre(isOpen(walk));
      check(walk, n);
    }),
    { numRuns },
  );
}

describe.each(SHIPPED)('a migration of %s to the same words', (name) => {
  const definition = shipped(name);

  it.each(['keep', 'recompute'] as const)('changes nothing when timers are: %s', (timers) => {
    eachOpen(definition, (walk) => {
      const found = preview(dealOf(walk, definition, { ...SAME, timers }), walk.now, resolve);
      if (found.becomes === 'needs a decision') throw new Error(found.why.detail);
      expect(found.becomes).toBe('stays');
      expect(found.tasks.filter(({ becomes }) => becomes !== 'kept')).toEqual([]);
      expect(found.deadlines.filter(({ becomes }) => becomes !== 'kept')).toEqual([]);
      const migrated = under(walk, definition);
      expect(take(migrated, moveTo({ ...SAME, timers }), SYSTEM)).toBe(true);
      expect(lasting(at(migrated))).toEqual(lasting(at(walk)));
    });
  });

  it('can be gone on with: what follows is what would have followed without it', () => {
    eachOpen(
      definition,
      (walk, n) => {
        const migrated = under(walk, definition);
        take(migrated, moveTo(SAME), SYSTEM);
        pass(walk, n * HOUR_MS);
        pass(migrated, n * HOUR_MS);
        expect(anyIds(at(migrated))).toEqual(anyIds(at(walk)));
      },
      50,
    );
  });
});

describe('a migration to a second version', () => {
  const plans = fc.record({
    timers: fc.constantFrom(...TIMERS),
    fields: fc.constantFrom<Fields[]>({}, { segment: 'large' }, { segment: 'small', decisionDate: '2027-01-15' }),
    withdraw: fc.boolean(),
  });
  /** Random sales with random ways to the second version. */
  const eachMove = (check: (walk: Walk, plan: InstancePlan, hours: number) => void) =>
    fc.assert(
      fc.property(steps, plans, fc.nat(30), (picks, { timers, fields, withdraw }, hours) => {
        const walk = walkThrough(first, picks);
        if (!isOpen(walk)) return;
        const tasks = withdraw ? { proposal: { 'approve-discount': null } } : SECOND_SALE_PLAN.tasks;
        check(walk, { ...SECOND_SALE_PLAN, tasks, timers, fields }, hours);
      }),
      {
        numRuns: 200,
        examples: [
          // A clock that began in the very instant of the preview, and is reset.
          [[[113, 0, 0]], { timers: 'reset', fields: {}, withdraw: false }, 1],
          // One that needs a decision, which at random few do.
          [
            [
              [0, 0, 0],
              [0, 0, 0],
            ],
            { timers: 'keep', fields: {}, withdraw: false },
            1,
          ],
        ],
      },
    );

  it('ends as it was previewed, or needs what the preview said', () => {
    const met = new Set<string>();
    eachMove((walk, plan) => {
      const found = preview(dealOf(walk, second, plan), walk.now, resolve);
      met.add(found.becomes);
      const migrated = under(walk, second);
      const { decision, refused } = ask(migrated, moveTo(plan), SYSTEM);
      if (found.becomes === 'needs a decision') {
        expect(found.why).toMatchObject({ code: refused?.code, until: refused?.until });
        expect(at(migrated)).toBe(at(walk));
        return;
      }
      expect(decision).toBeDefined();
      expect(at(migrated).state).toBe(found.to);
      const kept = found.tasks.filter(({ becomes }) => becomes !== 'withdrawn').map(({ as }) => as);
      const open = at(migrated).tasks.filter(({ status }) => status === 'open');
      expect(open.map(({ key }) => key).sort()).toEqual(kept.sort());
      const armed = found.deadlines.filter(({ becomes }) => becomes !== 'dropped');
      const bySubject = (one: { subject: string; kind: string }) => `${one.subject} ${one.kind}`;
      expect(armed.map((one) => [bySubject(one), one.to]).sort()).toEqual(
        deadlinesOf(at(migrated))
          .map((one) => [bySubject(one), one.at])
          .sort(),
      );
    });
    expect([...met].sort()).toEqual(['moves', 'needs a decision', 'stays']);
  });

  it('ends so later too, but for what counts from the migration or has come due by then', () => {
    eachMove((walk, plan, hours) => {
      pass(walk, HOUR_MS);
      const before = preview(dealOf(walk, second, plan), walk.now, resolve);
      const then = walk.now + hours * HOUR_MS;
      const after = preview(dealOf(walk, second, plan), then, resolve);
      expect(after.becomes).toBe(before.becomes);
      if (before.becomes === 'needs a decision' || after.becomes === 'needs a decision') return;
      expect(after.tasks).toEqual(before.tasks);
      const due = (one: (typeof before.deadlines)[number]) => one.to !== null && one.to <= then;
      const subjects = before.deadlines.filter((one) => due(one)).map(({ subject }) => subject);
      const lasting = ({ deadlines }: { deadlines: typeof before.deadlines }) =>
        deadlines.filter(({ fresh, subject }) => !fresh && !subjects.includes(subject));
      expect(lasting(after)).toEqual(lasting(before));
    });
  });

  it('takes a sale there and back to how it was', () => {
    eachMove((walk, plan) => {
      const there = under(walk, second);
      if (!take(there, moveTo(plan), SYSTEM)) return;
      const back = under(there, first);
      expect(take(back, moveTo(SAME, at(walk)), SYSTEM)).toBe(true);
      expect(lasting(at(back))).toEqual(lasting(at(walk)));
      // Tasks that were opened there are told to be over; those that were withdrawn are open again.
      const open = (one: Walk) => [...one.tasks.values()].filter(({ status }) => status === 'open').map(({ id }) => id);
      expect(open(back).sort()).toEqual(open(walk).sort());
    });
  });

  it('asks again for nothing that was done, and keeps the time that was spent', () => {
    const walk = walkThrough(first, []);
    pass(walk, 10 * HOUR_MS);
    const task = at(walk).tasks[0]?.key ?? '';
    take(walk, { type: 'complete', task, outcome: 'call later', until: walk.now + 48 * HOUR_MS }, SYSTEM);
    const waiting = under(walk, second);
    take(waiting, moveTo(SECOND_SALE_PLAN), SYSTEM);
    expect(at(waiting)).toMatchObject({ state: 'qualification', wait: at(walk).wait, visits: { qualification: 1 } });
    expect(at(waiting).tasks.filter(({ status }) => status === 'open')).toHaveLength(1);
    expect(at(waiting).clock).toMatchObject({ paused: true, spentMs: at(walk).clock?.spentMs, dueAt: null });
    pass(waiting, 48 * HOUR_MS);
    expect(at(waiting).wait).toBeNull();
    expect(at(waiting).clock?.dueAt).toBeLessThan(duesAfter(walk, 48));
  });

  const duesAfter = (walk: Walk, hours: number): number => {
    const alone = under(walk, first);
    pass(alone, hours * HOUR_MS);
    return at(alone).clock?.dueAt ?? 0;
  };

  it('is followed by every replay', () => {
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const walk = walkThrough(first, before);
        if (!isOpen(walk)) return;
        const whole = under(walk, second);
        if (!take(whole, moveTo({ ...SECOND_SALE_PLAN, fields: { segment: 'x' } }), SYSTEM)) return;
        walkOn(whole, after);
        const versions: Record<string, Definition> = { v1: first, v2: second };
        expect(firstVersion(whole.events, 'v2')).toBe('v1');
        expect(versionsIn(whole.events, 'v2')).toEqual(['v1', 'v2']);
        expect(replay(first, whole.events, null, (id) => versions[id] as Definition)).toEqual(whole.snapshots);
        expect(() => replay(first, whole.events)).toThrow(/version v2/);
      }),
      { numRuns: 50 },
    );
  });

  it('takes no value that does not fit the new version, and says which', () => {
    const { segment: _, ...fields } = second.fields;
    const retyped = {
      ...second,
      fields: { ...fields, discount: { ...second.fields.discount, type: 'date' } },
    } as Definition;
    const walk = walkThrough(first, []);
    const found = preview(dealOf(walk, retyped, SECOND_SALE_PLAN), walk.now, resolve);
    expect(found).toMatchObject({
      becomes: 'needs a decision',
      why: { code: 'FieldInvalid', until: [{ params: { field: 'discount' } }] },
    });
  });

  it('of a definition that breaks harms that deal only, and says so', () => {
    const walk = walkThrough(first, []);
    const broken = { ...second, stages: { ...second.stages, qualification: null } } as unknown as Definition;
    const found = preview(dealOf(walk, broken, SECOND_SALE_PLAN), walk.now, resolve);
    expect(found).toMatchObject({ becomes: 'needs a decision' });
  });
});

it('knows a limit again from a row, whose keys the table has ordered its own way', () => {
  const reordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reordered);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).reverse();
    return Object.fromEntries(entries.map(([key, one]) => [key, reordered(one)]));
  };
  // A wait that ends with the limit used up: by the same limit its light stays, a new one would put it out.
  const demo = shipped('demo-sale');
  const walk = walkThrough(demo, []);
  pass(walk, HOUR_MS);
  take(walk, { type: 'wait', until: walk.now + HOUR_MS, reason: 'budget' }, SYSTEM);
  pass(walk, HOUR_MS);
  walk.snapshots.push(reordered(at(walk)) as Snapshot);
  expect(at(walk).clock?.light).toBe('escalated');
  take(walk, moveTo({ ...SAME, timers: 'recompute' }), SYSTEM);
  expect(at(walk).clock?.light).toBe('escalated');
});
