import { setTimeout as pause } from 'node:timers/promises';
import { createHeavyAnswers } from '../../src/api/insight/heavy-answers';
import { createSettableClock } from '../../src/platform/clock';
import { serve, startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee } from '../support/sight';

describe('answers of reports that took long', () => {
  it('are given again for twenty times what they cost, and no longer; who asks otherwise gets their own', async () => {
    const clock = createSettableClock(0);
    const answers = createHeavyAnswers(clock, 20);
    let counted = 0;
    const heavy = async () => {
      // A timer may go off a little before its time.
      for (const began = performance.now(); performance.now() - began < 25; ) await pause(5);
      counted += 1;
      return { counted };
    };
    expect(await answers.of('funnel', heavy)).toEqual({ counted: 1 });
    clock.advance(499);
    expect(await answers.of('funnel', heavy)).toEqual({ counted: 1 });
    expect(await answers.of('funnel of a team', heavy)).toEqual({ counted: 2 });
    clock.advance(600_000);
    expect(await answers.of('funnel', heavy)).toEqual({ counted: 3 });
  });

  it('that were quick are counted each time, and so is what failed', async () => {
    const answers = createHeavyAnswers(createSettableClock(0), 10_000);
    let counted = 0;
    const quick = async () => {
      counted += 1;
      return { counted };
    };
    expect([await answers.of('funnel', quick), await answers.of('funnel', quick)]).toEqual([
      { counted: 1 },
      { counted: 2 },
    ]);
    const always = createHeavyAnswers(createSettableClock(0), 0);
    await expect(always.of('funnel', () => Promise.reject(new Error('Cut off.')))).rejects.toThrow('Cut off.');
    expect(await always.of('funnel', quick)).toEqual({ counted: 3 });
  });

  describe('over the API', () => {
    let api: TestApi & { engine: Engine };
    let patient: TestApi;

    beforeAll(async () => {
      api = await startTestApi();
      const { apiPool, cast } = api.engine;
      patient = await serve(apiPool, cast.rep, { heavyMs: 0, clock: createSettableClock(Date.now()) });
      await api.post('/sales', { title: 'Mine' });
    });

    // Of all time: a month may end between two of these.
    const FUNNEL = '/insight/funnel?period=all%20time';
    const counted = async (as: string) => {
      const { body } = await patient.get(FUNNEL, { as });
      return body.items.find(({ process }: { process: { key: string } }) => process.key === 'standard-sale').started
        .count;
    };

    it('say as of when they are; each reader has their own, and a new one as soon as they may see something else', async () => {
      const { rep, manager, colleague } = api.engine.cast;
      const first = await patient.get(FUNNEL);
      await api.post('/sales', { title: 'Theirs' }, { as: colleague });
      const again = await patient.get(FUNNEL);
      expect([again.body, again.body.asOf]).toEqual([first.body, first.body.asOf]);
      expect([await counted(rep), await counted(manager)]).toEqual([1, 2]);
      const owner = testPool(api.engine.database.ownerUrl);
      await repsSee(owner, 'own');
      await api.post('/sales', { title: 'Mine too' });
      expect([await counted(rep), await counted(manager)]).toEqual([2, 2]);
    });
  });
});
