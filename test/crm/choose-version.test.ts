import { v5 as derivedId } from 'uuid';
import { publishProcess } from '../../activities/publish';
import { chooseVersion, createVersions } from '../../src/crm';
import { armOf } from '../../src/process/language/routing';
import { freshDatabase, testPool } from '../support/database';

const text = (key: string, limit: number) => `process: ${key}
kind: sale
calendar: office
stages: { talk: { limit: ${limit} days, tasks: { call: { outcomes: { done: { to: closed.won } } } } } }
closed: { won: { who: anyone } }
`;

const ids = Array.from({ length: 40 }, (_, i) => derivedId(`deal ${i}`, derivedId.URL));

/** What the sales of these ids run on, under a rule with a trial. */
async function chosenUnder(trial: object) {
  const { ownerUrl } = await freshDatabase();
  const pool = testPool(ownerUrl);
  for (const limit of [1, 2]) await publishProcess(pool, 'usual', text('usual', limit));
  await publishProcess(pool, 'other', text('other', 1));
  const rule = { kind: 'sale', when: null, process: 'usual', trial };
  await pool.query(`INSERT INTO settings (key, value) VALUES ('routing', $1)`, [JSON.stringify([rule])]);
  const versions = createVersions(pool);
  const chosen = await Promise.all(ids.map((id) => chooseVersion({ pool, versions }, { kind: 'sale' }, id)));
  return chosen.map((version) => `${version?.key} ${version?.version}`);
}

const inTrial = (trial: string, usual: string) => ids.map((id) => (armOf(id, 30) === 'trial' ? trial : usual));

describe('the version of a new sale under a rule with a trial', () => {
  it('is an older one for those in the trial, the one in force for the others', async () => {
    expect(new Set(inTrial('yes', 'no')).size).toBe(2);
    expect(await chosenUnder({ version: 1, sharePct: 30 })).toEqual(inTrial('usual 1', 'usual 2'));
  });

  it('is that of another process', async () => {
    expect(await chosenUnder({ process: 'other', sharePct: 30 })).toEqual(inTrial('other 1', 'usual 2'));
  });

  it.each([{ version: 9 }, { process: 'gone' }])(
    'is the one in force where the trial is of what is not there: %j',
    async (of) => {
      expect(await chosenUnder({ ...of, sharePct: 30 })).toEqual(inTrial('usual 2', 'usual 2'));
    },
  );
});
