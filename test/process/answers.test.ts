import fc from 'fast-check';
import { type Command, decide } from '../../src/process';
import { answersOf } from '../../src/process/answers';
import {
  at,
  everyConstruct,
  longSteps,
  OWNER,
  SHIPPED,
  STRANGER,
  shipped,
  valueFor,
  walkThrough,
} from '../support/walk';

const definitions = () => [...SHIPPED.map(shipped), everyConstruct()];

/** The same walks each time: few of them come to what is counted. */
const REPEATABLE = { numRuns: 150, seed: 20_261_123 };

describe('how a task can be answered', () => {
  it('is what the machine accepts: as it stands where it says now, and not without what it calls missing', () => {
    let [now, withInput, no] = [0, 0, 0];
    fc.assert(
      fc.property(fc.constantFrom(...definitions()), longSteps, (definition, steps) => {
        const walk = walkThrough(definition, steps);
        const snapshot = at(walk);
        if (snapshot.closedAt !== null) return;
        for (const task of snapshot.tasks.filter(({ status, assignee }) => status === 'open' && assignee !== null)) {
          for (const { outcome, can, missing, until } of answersOf(definition, snapshot, task, OWNER, walk.now)) {
            const bare = { id: '', actor: OWNER, type: 'complete', task: task.key, outcome } as Command;
            const { refused } = decide(definition, snapshot, bare, walk.now);
            expect([outcome, can === 'now']).toEqual([outcome, refused === undefined]);
            now += can === 'now' ? 1 : 0;
            withInput += can === 'with input' ? 1 : 0;
            no += can === 'no' ? 1 : 0;
            if (can === 'now') expect(missing).toEqual([]);
            if (can === 'with input') expect(missing.length).toBeGreaterThan(0);
            if (can === 'no') expect(until.length + missing.length).toBeGreaterThan(0);
          }
        }
      }),
      REPEATABLE,
    );
    expect([now > 0, withInput > 0, no > 0]).toEqual([true, true, true]);
  });

  it('an answer that brings what is called missing is never refused for a field that is missing, unless it forks', () => {
    let tried = 0;
    fc.assert(
      fc.property(fc.constantFrom(...definitions()), longSteps, fc.nat(50), (definition, steps, n) => {
        const walk = walkThrough(definition, steps);
        const snapshot = at(walk);
        if (snapshot.closedAt !== null) return;
        for (const task of snapshot.tasks.filter(
          ({ status, assignee }) => status === 'open' && assignee === OWNER.id,
        )) {
          for (const { outcome, can, missing, leads } of answersOf(definition, snapshot, task, OWNER, walk.now)) {
            if (can !== 'with input' || leads.length > 1) continue;
            const keys = missing.filter((key) => key !== 'until');
            const fields = Object.fromEntries(keys.map((key) => [key, valueFor(definition, key, n, walk.now)]));
            const until = missing.includes('until') ? { until: walk.now + 3_600_000 } : {};
            const full = {
              id: '',
              actor: OWNER,
              type: 'complete',
              task: task.key,
              outcome,
              fields,
              ...until,
            } as Command;
            const { refused } = decide(definition, snapshot, full, walk.now);
            expect(refused?.until.map(({ code }) => code) ?? []).not.toContain('FieldMissing');
            tried += 1;
          }
        }
      }),
      REPEATABLE,
    );
    expect(tried).toBeGreaterThan(0);
  });

  it('a task in a queue is answered as whoever claims it would', () => {
    const definition = everyConstruct();
    const [stage, tasks] = Object.entries(definition.stages).find(([, { tasks }]) =>
      Object.values(tasks).some(({ assignee }) => assignee.rule === 'role'),
    ) as [string, (typeof definition.stages)[string]];
    const [key = ''] = Object.entries(tasks.tasks).find(([, { assignee }]) => assignee.rule === 'role') ?? [];
    const walk = walkThrough(definition, []);
    const waiting = {
      ...at(walk),
      state: stage,
      tasks: [
        {
          ...(at(walk).tasks[0] as object),
          key: `${key}#9`,
          id: 'x',
          task: key,
          stage,
          assignee: null,
          queue: { role: 'engineer' },
          status: 'open',
        },
      ],
    };
    const snapshot = waiting as unknown as ReturnType<typeof at>;
    const answers = answersOf(
      definition,
      snapshot,
      snapshot.tasks[0] as (typeof snapshot.tasks)[number],
      STRANGER,
      walk.now,
    );
    expect(answers.map(({ outcome, can }) => [outcome, can])).toEqual([['ready', 'now']]);
  });
});
