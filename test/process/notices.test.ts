import { type Command, decide } from '../../src/process';
import { at, MANAGER, OWNER, shipped, take, walkThrough } from '../support/walk';

describe('a task that is asked anew, and is not wanted with what the answer brought', () => {
  it('is told to nobody', () => {
    const definition = shipped('standard-sale');
    const walk = walkThrough(definition, []);
    const open = (task: string) => at(walk).tasks.find((one) => one.task === task && one.status === 'open')?.key ?? '';
    const fields = { amount: { minor: 100, currency: 'RUB' }, discount: 20 };
    take(walk, { type: 'complete', task: open('first-call'), outcome: 'need confirmed', fields }, OWNER);
    const reject = (discount: number) => {
      const act = {
        type: 'complete',
        task: open('approve-discount'),
        outcome: 'rejected',
        fields: { discount },
      } as const;
      const command: Command = { id: 'x', actor: { ...MANAGER, id: 'another manager' }, ...act };
      return decide(definition, at(walk), command, walk.now).decision?.wishes;
    };
    expect(reject(18)).toEqual([expect.objectContaining({ wish: 'notify', subject: 'approve-discount#2' })]);
    expect(reject(10)).toEqual([]);
  });
});
