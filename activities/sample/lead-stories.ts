import type { Act, Actor, Facts, Instant, Snapshot } from '../../src/process';
import { type Calendar, DAY_MS, localDateOf } from '../../src/process/time/calendar';
import type { Dice } from './dice';
import { type Asked, openTask, type Step, type Story } from './story';

/** Who and what a lead is about. */
export interface LeadCast {
  dice: Dice;
  calendar: Calendar;
  now: Instant;
  owner: Actor;
  topic: string;
}

type Converted = NonNullable<Facts['converted']>;

const RATINGS = ['high', 'medium', 'low'] as const;
const GROUNDS = ['proposal-requested', 'proposal-decided', 'plans-known', 'tender', 'specification-needed'] as const;
const POSTPONED = ['budget-later', 'contact-away', 'asked-to-wait'] as const;

function leadSteps({ dice, calendar, now, owner, topic }: LeadCast) {
  const step =
    (ask: (at: Instant, snapshot: Snapshot) => Act) =>
    (low: number, high: number, converted?: Converted): Step => ({
      afterHours: dice.between(low * 60, high * 60) / 60,
      ask: (at, snapshot) => ({ actor: owner, act: ask(at, snapshot), converted }),
    });
  const complete = (key: string, outcome: string, more: (at: Instant) => object = () => ({})) =>
    step((at, snapshot) => ({ type: 'complete', task: openTask(snapshot, key).id, outcome, ...more(at) }));
  const postponeFields = (from: Instant) => ({
    resumeOn: localDateOf(calendar, from + dice.between(8, 30) * DAY_MS),
    postponeReason: dice.pick(POSTPONED),
  });
  return {
    reached: complete('first-response', 'reached'),
    notReached: complete('first-response', 'not reached', (at) => ({ until: at + dice.between(1, 3) * DAY_MS })),
    needFound: complete('find-out-need', 'need found out', () => ({
      fields: { need: topic, rating: dice.pick(RATINGS) },
    })),
    /** Until a day that is still to come. */
    postpone: complete('find-out-need', 'postpone', () => ({ fields: postponeFields(now) })),
    disqualify: step(() => ({
      type: 'close',
      outcome: 'disqualified',
      fields: { disqualifyReason: 'not-our-profile' },
    })),
    reactivate: step(() => ({ type: 'reopen' })),
    qualify: (low: number, high: number, into: Converted): Step =>
      step(() => ({
        type: 'close',
        outcome: 'qualified',
        fields: { ground: dice.pick(GROUNDS) },
        conversion: { account: { id: into.accountId ?? '' }, contact: { id: into.contactId ?? '' }, sale: 'create' },
      }))(low, high, into),
  };
}

/** The story of a lead that became a sale: it ends with that. */
export function qualifiedLead(cast: LeadCast, start: Asked, into: Converted): Story {
  const s = leadSteps(cast);
  return { start, steps: [s.reached(0, 3), s.needFound(2, 20), s.qualify(0, 4, into)], quietHours: 0 };
}

interface Plot {
  steps: readonly Step[];
  quiet: readonly [low: number, high: number];
}

/** The hours are the standard lead's: a first response is due after 4, what follows after 40. */
const PLOTS: readonly (readonly [count: number, plot: (s: ReturnType<typeof leadSteps>) => Plot])[] = [
  [3, () => ({ steps: [], quiet: [0, 2] })],
  [3, () => ({ steps: [], quiet: [5, 11] })],
  [2, (s) => ({ steps: [s.notReached(0, 3)], quiet: [0, 3] })],
  [4, (s) => ({ steps: [s.reached(0, 3)], quiet: [1, 25] })],
  [3, (s) => ({ steps: [s.reached(0, 3)], quiet: [41, 46] })],
  [2, (s) => ({ steps: [s.reached(0, 3), s.needFound(2, 20)], quiet: [2, 20] })],
  [4, (s) => ({ steps: [s.reached(0, 3), s.postpone(2, 20)], quiet: [2, 40] })],
  [5, (s) => ({ steps: [s.reached(0, 3), s.disqualify(2, 20)], quiet: [4, 700] })],
  [2, (s) => ({ steps: [s.reached(0, 3), s.disqualify(2, 20), s.reactivate(40, 300)], quiet: [1, 25] })],
];

/** How many leads there are that did not become sales. */
export const UNQUALIFIED = PLOTS.reduce((sum, [count]) => sum + count, 0);

/** The story of the nth lead of those that are no sales. */
export function leadStory(n: number, cast: LeadCast, start: Asked): Story {
  let left = n;
  for (const [count, plot] of PLOTS) {
    if (left < count) {
      const { steps, quiet } = plot(leadSteps(cast));
      return { start, steps, quietHours: cast.dice.between(quiet[0] * 60, quiet[1] * 60) / 60 };
    }
    left -= count;
  }
  throw new Error(`There are only ${UNQUALIFIED} such leads.`);
}
