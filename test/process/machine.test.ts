import fc from 'fast-check';
import { type AnyStateMachine, transition } from 'xstate';
import { toXState } from '../../src/process/machine/chart';
import { edgesOf } from '../../src/process/machine/edges';
import type { AtGate } from '../../src/process/machine/gate';
import { compile, type Position } from '../../src/process/machine/machine';
import { MANAGER, OWNER, SHIPPED, STRANGER, shipped, steps, walkThrough } from '../support/walk';

/** What XState's own pure `transition` makes of an event: where it leads, and what was entered on the way. */
function byXState(machine: AnyStateMachine, { state, branches }: Position, event: string, at: AtGate) {
  const [parent = '', child] = state.split('.');
  const steps = Object.entries(branches ?? {}).map(([branch, step]) => [branch, step ?? 'end']);
  const value = branches ? { [state]: Object.fromEntries(steps) } : child === undefined ? state : { [parent]: child };
  const before = machine.resolveState({ value, context: { at } });
  const [next, actions] = transition(machine, before, { type: event });
  if (actions.length === 0) return null;
  const entered = actions.flatMap(({ params }) => (params as { stage?: string })?.stage ?? []);
  return { value: next.value, entered };
}

/** The positions that an instance can be at, branches included. */
const positions = (walks: readonly { state: string; branches?: Record<string, { at: string | null }> }[]): Position[] =>
  walks.map(({ state, branches }) => ({
    state,
    ...(branches && { branches: Object.fromEntries(Object.entries(branches).map(([key, { at }]) => [key, at])) }),
  }));

const stateValue = ({ state, branches }: Position) => {
  if (state.startsWith('closed.')) return { closed: state.slice('closed.'.length) };
  if (!branches) return state;
  return { [state]: Object.fromEntries(Object.entries(branches).map(([branch, step]) => [branch, step ?? 'end'])) };
};

describe('the port to XState', () => {
  it.each(SHIPPED)('%s: gives what XState itself gives, wherever it may be, for every event', (name) => {
    const definition = shipped(name);
    const machine = compile(definition);
    const edges = edgesOf(definition);
    const xstate = toXState(definition, edges);
    const events = [...new Set(Object.values(edges).flatMap((of) => of.map(({ event }) => event))), 'no such event'];
    fc.assert(
      fc.property(steps, fc.constantFrom(OWNER, MANAGER, STRANGER), (picks, actor) => {
        const { snapshots } = walkThrough(definition, picks);
        const { fields, owner } = snapshots.at(-1) ?? { fields: {}, owner: '' };
        for (const from of positions(snapshots as never)) {
          for (const event of events) {
            const at = { fields, owner, actor, openTasks: [] };
            const step = machine.apply(from, event, at);
            const ours = step && { value: stateValue(step.to), entered: step.entered };
            expect([from, event, ours]).toEqual([from, event, byXState(xstate, from, event, at)]);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});
