import fc from 'fast-check';
import { type AnyStateMachine, transition } from 'xstate';
import type { AtGate } from '../../src/process/machine/gate';
import { compile, toXState } from '../../src/process/machine/machine';
import { MANAGER, OWNER, SHIPPED, STRANGER, shipped, steps, walkThrough } from '../support/walk';

/** What XState's own pure `transition` makes of an event: the state and the actions, by name. */
function byXState(machine: AnyStateMachine, state: string, event: string, at: AtGate) {
  const [parent, child] = state.split('.');
  const value = child === undefined ? state : { [parent ?? '']: child };
  const [next, actions] = transition(machine, machine.resolveState({ value, context: {} }), { type: event, at });
  if (actions.length === 0) return null;
  const names = actions.map((action): string => action.type);
  const now = typeof next.value === 'string' ? next.value : `closed.${Object.values(next.value)[0]}`;
  return { state: now, moved: names.includes('enter') };
}

describe('the port to XState', () => {
  it.each(SHIPPED)('%s: gives what XState itself gives, at every state for every event', (name) => {
    const definition = shipped(name);
    const machine = compile(definition);
    const xstate = toXState(definition);
    const states = [...Object.keys(definition.stages), ...Object.keys(definition.closed).map((key) => `closed.${key}`)];
    const events = [...new Set(states.flatMap((state) => machine.events(state))), 'no such event'];
    fc.assert(
      fc.property(steps, fc.constantFrom(OWNER, MANAGER, STRANGER), (picks, actor) => {
        const { fields, owner } = walkThrough(definition, picks).snapshots.at(-1) ?? { fields: {}, owner: '' };
        for (const state of states) {
          for (const event of events) {
            const at = { fields, owner, actor, openTasks: [] };
            expect([state, event, machine.apply(state, event, at)]).toEqual([
              state,
              event,
              byXState(xstate, state, event, at),
            ]);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});
