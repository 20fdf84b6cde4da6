import { type SaleCast, saleSteps } from './sale-steps';
import type { Asked, Step, Story } from './story';

/** The last steps of a sale, and how long it has been quiet since, in working hours. */
interface Plot {
  steps: readonly Step[];
  quiet: readonly [low: number, high: number];
}

/** Half a year of working days, in hours: no story is longer. */
const HALF_YEAR_HOURS = 980;

type Steps = ReturnType<typeof saleSteps>;

const toProposal = (s: Steps) => [s.needConfirmed(2, 20)];
const toDecision = (s: Steps) => [...toProposal(s), s.sent(4, 36)];
const viaDiscount = (s: Steps) => [...toProposal(s), s.wantDiscount(1, 4), s.approveDiscount(1, 10), s.sent(2, 20)];

/** Closed ones rest for any time that still lies within the half year. */
const over = (steps: readonly Step[]): Plot => {
  const lived = steps.reduce((sum, step) => sum + step.afterHours, 0);
  return { steps, quiet: [3, Math.max(4, Math.floor(HALF_YEAR_HOURS - lived))] };
};

/**
 * What becomes of sales, and of how many: so that each light, each way of ending and each oddity is there, whatever
 * the day. The hours are the standard sale's: its first stage is due after 24, its second after 40.
 */
const PLOTS: readonly (readonly [count: number, plot: (s: Steps) => Plot])[] = [
  [20, (s) => over([...toDecision(s), s.accepted(8, 60)])],
  [6, (s) => over([...viaDiscount(s), s.accepted(8, 60)])],
  [5, (s) => over([...toDecision(s), s.needsTime(16, 40), s.accepted(8, 40)])],
  [3, (s) => over([...toProposal(s), s.goBack(8, 30), s.needConfirmed(2, 16), s.sent(4, 30), s.accepted(8, 40)])],
  [10, (s) => over([...toDecision(s), s.declined(8, 60)])],
  [8, (s) => over([s.noInterest(2, 30)])],
  [4, (s) => over([s.callLater(2, 8), s.noInterest(36, 60)])],
  [2, (s) => over([...toDecision(s), s.declined(8, 40), s.reopen(20, 80), ...toDecision(s), s.accepted(8, 40)])],
  [2, (s) => over([...toDecision(s), s.reassign(2, 10), s.accepted(8, 50)])],
  [5, () => ({ steps: [], quiet: [1, 13] })],
  [5, (s) => ({ steps: toProposal(s), quiet: [1, 26] })],
  [6, (s) => ({ steps: toDecision(s), quiet: [1, 12] })],
  [3, () => ({ steps: [], quiet: [18, 22] })],
  [3, (s) => ({ steps: toProposal(s), quiet: [29, 38] })],
  [5, () => ({ steps: [], quiet: [25, 30] })],
  [4, (s) => ({ steps: toProposal(s), quiet: [41, 46] })],
  [3, (s) => ({ steps: [...toProposal(s), s.sentToBeDecidedSoon(4, 30)], quiet: [12, 60] })],
  [4, () => ({ steps: [], quiet: [36, 120] })],
  [4, (s) => ({ steps: toProposal(s), quiet: [52, 160] })],
  [4, (s) => ({ steps: [s.wait(1, 12)], quiet: [1, 16] })],
  [3, (s) => ({ steps: [...toProposal(s), s.wait(4, 20)], quiet: [1, 16] })],
  [4, (s) => ({ steps: [...toProposal(s), s.dropProposal(1, 12)], quiet: [1, 30] })],
  [3, (s) => ({ steps: [...toProposal(s), s.goBack(8, 30)], quiet: [2, 40] })],
  [2, (s) => ({ steps: [...toDecision(s), s.declined(8, 40), s.reopen(20, 80)], quiet: [2, 30] })],
  [2, (s) => ({ steps: [...toProposal(s), s.addTask(2, 8), s.wantDiscount(1, 4)], quiet: [2, 12] })],
];

/** How many sales there are. */
export const SALES = PLOTS.reduce((sum, [count]) => sum + count, 0);

/** The story of the nth sale. */
export function saleStory(n: number, cast: SaleCast, start: Asked): Story {
  const plot = plotOf(n)(saleSteps(cast));
  const [low, high] = plot.quiet;
  return { start, steps: plot.steps, quietHours: cast.dice.between(low * 60, high * 60) / 60 };
}

function plotOf(n: number): (s: Steps) => Plot {
  let left = n;
  for (const [count, plot] of PLOTS) {
    if (left < count) return plot;
    left -= count;
  }
  throw new Error(`There are only ${SALES} sales.`);
}
