import fc from 'fast-check';
import { allowed, type Command, decide, type Fields } from '../../src/process';
import { at, OWNER, SHIPPED, STRANGER, shipped, steps, walkThrough } from '../support/walk';

describe('a refusal', () => {
  it.each(SHIPPED)('of %s says in a sentence what would let the command pass', (name) => {
    const definition = shipped(name);
    fc.assert(
      fc.property(steps, (picks) => {
        const walk = walkThrough(definition, picks);
        for (const actor of [OWNER, STRANGER]) {
          for (const { act } of allowed(definition, at(walk), actor, walk.now)) {
            const { refused } = decide(definition, at(walk), { id: 'x', actor, ...act } as Command, walk.now);
            if (refused) expect(refused.detail).toMatch(/^"[\w ]+" is refused at "[\w.-]+": .*[^:(]\.$/);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('names everything at once, not the first fault only', () => {
    const definition = shipped('standard-sale');
    const walk = walkThrough(definition, []);
    const command = {
      id: 'x',
      actor: OWNER,
      type: 'amend',
      fields: { amount: 'much', discount: 200, nonsense: 1 },
    } as unknown as Command;
    const { refused } = decide(definition, at(walk), command, walk.now);
    expect(refused?.until.map((one) => one.params.field)).toEqual(['amount', 'discount', 'nonsense']);
  });

  it.each(['constructor', 'toString', '__proto__'])('is what a caller gets who names %s, and no fault', (name) => {
    const definition = shipped('standard-sale');
    const walk = walkThrough(definition, []);
    const task = at(walk).tasks[0]?.key ?? '';
    const fields = JSON.parse(`{"${name}":"x"}`) as Fields;
    const asked = [
      { type: 'amend', fields },
      { type: 'complete', task, outcome: name },
      { type: 'close', outcome: name },
      { type: 'move', to: name },
    ] as const;
    const answers = asked.map((act) => decide(definition, at(walk), { id: 'x', actor: OWNER, ...act }, walk.now));
    expect(answers.map(({ refused }) => refused?.code)).toEqual([
      'UnknownField',
      'UnknownOutcome',
      'NotAtThisStage',
      'NotAtThisStage',
    ]);
  });
});
