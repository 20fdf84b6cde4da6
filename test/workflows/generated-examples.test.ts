import type { Instant, Snapshot } from '../../src/process';
import { castOf } from '../../src/process/trial/cast';
import { coveredBy } from '../../src/process/trial/covered';
import type { Example } from '../../src/process/trial/example';
import { generate } from '../../src/process/trial/generate';
import { type Played, takeStep } from '../../src/process/trial/play';
import { begin, pass, standing } from '../../src/process/trial/run';
import { wallTimeOf } from '../../src/process/trial/wall-time';
import { type Engine, historyOf, startEngine } from '../support/engine';
import { OnTemporal, peopleOf, without } from '../support/on-temporal';
import { office, shipped } from '../support/walk';

jest.setTimeout(240_000);

const calendar = office();

/** How many workflows go through their examples side by side: each has a clock of its own. */
const AT_ONCE = 6;

/**
 * Generated examples run on the engine itself, the clock of each workflow skipped to its next deadline. They give what
 * they gave on the machine alone.
 */
describe.each(['standard-sale', 'standard-lead', 'long-b2b'])('the generated examples of %s', (name) => {
  const definition = shipped(name);
  const { examples, targets } = generate(definition, calendar, { at: wallTimeOf(calendar, Date.now()) });
  let engine: Engine;
  let people: ReadonlyMap<string, string>;
  const shown = new Set<string>();

  beforeAll(async () => {
    engine = await startEngine();
    people = await peopleOf(engine, examples[0] as Example);
  });

  it('give on Temporal, snapshot by snapshot, what they gave on the machine', async () => {
    const queue = examples.map((example) => () => playTwice(example));
    const found: { name: string; onTemporal: unknown[]; onMachine: unknown[] }[] = [];
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) found.push(await next());
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(found).toHaveLength(examples.length);
    for (const { name, onTemporal, onMachine } of found)
      expect({ name, steps: onTemporal }).toEqual({ name, steps: onMachine });
  });

  it('execute every stage, outcome, route, move, reaction and deadline there', () => {
    expect(targets.filter(({ key }) => !shown.has(key))).toEqual([]);
  });

  async function playTwice(example: Example) {
    const real = await OnTemporal.start(engine, definition, people, calendar);
    const { at, snapshot } = await real.beginning();
    const played = begun(example, at);
    const onTemporal = [without(snapshot, people)];
    const onMachine = [without(standing(played.run), new Map())];
    for (const step of example.steps) {
      // Both by the same clock: an instant at which Temporal did something is one that passes on the machine.
      const { askedAt, until, snapshot: after } = await real.take(step);
      pass(played.run, { until: step.step === 'ask' ? askedAt : until });
      if (step.step === 'ask') expect(takeStep(played, step).refused).toBeNull();
      pass(played.run, { until });
      onTemporal.push(without(after, people));
      onMachine.push(without(standing(played.run), new Map()));
    }
    await note(real.instanceId);
    return { name: example.name, onTemporal, onMachine };
  }

  /** The same instance on the machine alone, begun at the same instant. */
  function begun({ given }: Example, at: Instant): Played {
    const cast = castOf(given, calendar);
    const { owner, fields } = given;
    return { cast, run: begin(definition, cast.world, { at, owner, fields, by: cast.actor(owner, owner) }) };
  }

  /** What the recorded events have shown. */
  async function note(instanceId: string): Promise<void> {
    const { events, stored } = await historyOf(engine.pool, instanceId);
    events.forEach(({ command }, i) => {
      const [before = null, after] = [stored[i - 1], stored[i]] as [Snapshot | undefined, Snapshot];
      for (const key of coveredBy({ definition, before, command, after })) shown.add(key);
    });
  }
});
