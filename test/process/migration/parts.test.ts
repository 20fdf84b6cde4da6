import { type Definition, deadlinesOf, type InstancePlan, SYSTEM } from '../../../src/process';
import { checkPlan } from '../../../src/process/migration/check-plan';
import { preview } from '../../../src/process/migration/preview';
import { resolveFacts } from '../../../src/process/time/resolve';
import { forked } from '../../../src/process/trial/run';
import { at, pass, shipped, take, type Walk, WORLD, walkThrough } from '../../support/walk';

const DAY_MS = 24 * 3_600_000;
const SAME: InstancePlan = { stages: {}, tasks: {}, timers: 'recompute', fields: {} };
const moveTo = (plan: InstancePlan) => ({ type: 'migrate', fromVersionId: 'v1', versionId: 'v2', plan }) as const;
const under = (walk: Walk, definition: Definition): Walk => ({ ...forked(walk), definition });
const previewOf = (walk: Walk, to: Definition, plan: InstancePlan) =>
  preview({ to, command: { id: 'm', actor: SYSTEM, ...moveTo(plan) }, snapshot: at(walk) }, walk.now, (decision) =>
    resolveFacts(decision, { ...WORLD, newId: () => 'new' }),
  );

/** A definition in which one stage is called otherwise, wherever it is named. */
const renamed = (definition: Definition, stage: string, as: string): Definition =>
  JSON.parse(JSON.stringify(definition).replaceAll(`"${stage}"`, `"${as}"`));

describe('a deal whose branches run', () => {
  const first = shipped('long-b2b');
  const second = renamed(first, 'draft-contract', 'write-contract');
  const plan = { ...SAME, stages: { 'draft-contract': 'write-contract' } };

  function prepared(): Walk {
    const walk = walkThrough(first, []);
    take(walk, { type: 'complete', task: 'map-people#1', outcome: 'done' }, SYSTEM);
    const fields = { amount: { minor: 100_000_00, currency: 'RUB' } };
    take(walk, { type: 'complete', task: 'talk#1', outcome: 'interested', fields }, SYSTEM);
    expect(at(walk)).toMatchObject({
      state: 'prepare',
      branches: { legal: { at: 'draft-contract' }, security: { at: null } },
    });
    return walk;
  }

  it('goes on at the steps that the plan says, each with its task', () => {
    const walk = prepared();
    expect(previewOf(walk, second, plan)).toMatchObject({
      becomes: 'moves',
      tasks: [{ becomes: 'kept' }, { becomes: 'kept' }],
    });
    const migrated = under(walk, second);
    take(migrated, moveTo(plan), SYSTEM);
    expect(at(migrated).branches).toMatchObject({
      legal: { at: 'write-contract' },
      technical: { at: 'design-solution' },
    });
    expect(take(migrated, { type: 'complete', task: 'draft#1', outcome: 'drafted' }, SYSTEM)).toBe(true);
    expect(at(migrated).branches?.legal?.at).toBe('agree-contract');
  });

  it('needs a decision where a step has gone; and a plan that names none does not start', () => {
    const walk = prepared();
    expect(previewOf(walk, second, SAME)).toMatchObject({
      becomes: 'needs a decision',
      why: { code: 'NotAtThisStage' },
    });
    const occupied = { prepare: 1, 'draft-contract': 1, 'design-solution': 1 };
    expect(checkPlan(SAME, first, second, occupied)).toMatchObject([
      { code: 'StageWithoutTarget', params: { stage: 'draft-contract', deals: 1 } },
    ]);
    expect(checkPlan(plan, first, second, occupied)).toEqual([]);
  });

  it('needs a decision where what still ran has gone, and nothing is left that would join', () => {
    const walk = prepared();
    const without: Definition = JSON.parse(JSON.stringify(first));
    Reflect.deleteProperty(without.stages.prepare?.branches ?? {}, 'legal');
    expect(previewOf(walk, without, SAME)).toMatchObject({
      becomes: 'moves',
      tasks: [{ becomes: 'withdrawn' }, { becomes: 'kept' }],
    });
    take(walk, { type: 'complete', task: 'design#1', outcome: 'designed' }, SYSTEM);
    expect(previewOf(walk, without, SAME)).toMatchObject({
      becomes: 'needs a decision',
      why: { code: 'NotAtThisStage', until: [{ params: { state: 'prepare' } }] },
    });
  });

  it('begins a branch that is new, where its condition holds', () => {
    const walk = prepared();
    const { security: _, ...fewer } = at(walk).branches ?? {};
    walk.snapshots.push({ ...at(walk), branches: fewer });
    const migrated = under(walk, first);
    take(migrated, moveTo(SAME), SYSTEM);
    expect(at(migrated).branches?.security).toMatchObject({ at: null });
    const tendered = under(walk, first);
    take(tendered, { type: 'event', event: 'tender announced' }, SYSTEM);
    take(tendered, moveTo(SAME), SYSTEM);
    expect(at(tendered).branches?.security?.at).not.toBeNull();
  });
});

describe('a limit that is changed while the deal waits', () => {
  const first = shipped('standard-sale');
  const span = { amount: 30, unit: 'day', working: true } as const;
  const longer: Definition = JSON.parse(JSON.stringify(first));
  (longer.stages.qualify as { limit: object }).limit = { ...first.stages.qualify?.limit, due: { by: 'span', span } };

  it('puts its light out once the clock runs again, and has it come on when the new limit has passed', () => {
    const walk = walkThrough(first, []);
    pass(walk, 20 * DAY_MS);
    expect(at(walk).clock?.light).toBe('escalated');
    take(walk, { type: 'wait', until: walk.now + 5 * DAY_MS, reason: 'budget' }, SYSTEM);
    const migrated = under(walk, longer);
    take(migrated, moveTo(SAME), SYSTEM);
    expect(at(migrated).clock).toMatchObject({ paused: true, light: 'escalated' });
    pass(migrated, 6 * DAY_MS);
    expect(at(migrated).clock).toMatchObject({ paused: false, light: 'on time', limit: { due: { span } } });
    expect(deadlinesOf(at(migrated)).filter(({ subject }) => subject === 'stage')).toHaveLength(3);
    pass(migrated, 60 * DAY_MS);
    const fired = migrated.events.flatMap(({ command }) =>
      command.type === 'deadline' && command.deadline.startsWith('stage:overdue') ? [command.deadline] : [],
    );
    expect(fired).toHaveLength(2);
    expect(new Set(fired).size).toBe(2);
  });

  it('leaves the light of a limit that is as it was', () => {
    const walk = walkThrough(first, []);
    pass(walk, 20 * DAY_MS);
    take(walk, { type: 'wait', until: walk.now + 5 * DAY_MS, reason: 'budget' }, SYSTEM);
    const migrated = under(walk, first);
    take(migrated, moveTo(SAME), SYSTEM);
    pass(migrated, 60 * DAY_MS);
    expect(at(migrated).clock?.light).toBe('escalated');
    expect(
      migrated.events.filter(
        ({ command }) => command.type === 'deadline' && command.deadline.startsWith('stage:overdue'),
      ),
    ).toHaveLength(1);
  });
});
