import type { Act, Actor, Instant, Money, Snapshot } from '../../src/process';
import { type Calendar, DAY_MS, localDateOf } from '../../src/process/time/calendar';
import { addWorking } from '../../src/process/time/working-time';
import type { Dice } from './dice';
import { openTask, type Step } from './story';

/** Who and what a sale is about. */
export interface SaleCast {
  dice: Dice;
  calendar: Calendar;
  now: Instant;
  amount: Money;
  owner: Actor;
  /** The owner's manager. */
  manager: Actor;
  /** Takes over where a sale changes hands. */
  colleague: Actor;
}

const HOUR_MS = 60 * 60 * 1000;
const REASONS = ['price', 'competitor', 'no-need', 'no-budget', 'not-now', 'no-answer'] as const;
const BACK = ['requirements', 'price', 'mistake'] as const;

/** What people do with a standard sale, each after so many working hours (a range to draw from). */
export function saleSteps({ dice, calendar, now, amount, owner, manager, colleague }: SaleCast) {
  let holder = owner;
  const waits = WAITS[amount.currency === 'RUB' ? 'ru' : 'en'];
  const step =
    (ask: (at: Instant, snapshot: Snapshot) => Act, by: () => Actor = () => holder) =>
    (low: number, high: number): Step => ({
      afterHours: dice.between(low * 60, high * 60) / 60,
      ask: (at, snapshot) => ({ act: ask(at, snapshot), actor: by() }),
    });
  const complete = (key: string, outcome: string, fields: () => object = () => ({})) =>
    step((_, snapshot) => ({
      type: 'complete',
      task: openTask(snapshot, key).id,
      outcome,
      fields: { ...fields() },
    }));
  const dated = (key: string, outcome: string, decideInHours: () => number) =>
    step((at, snapshot) => ({
      type: 'complete',
      task: openTask(snapshot, key).id,
      outcome,
      fields: { decisionDate: localDateOf(calendar, addWorking(calendar, at, decideInHours() * HOUR_MS)) },
    }));
  const byManager = () => manager;
  return {
    needConfirmed: complete('first-call', 'need confirmed', () => ({ amount })),
    noInterest: complete('first-call', 'no interest', () => ({ reason: dice.pick(REASONS) })),
    callLater: step((at, snapshot) => ({
      type: 'complete',
      task: openTask(snapshot, 'first-call').id,
      outcome: 'call later',
      until: at + dice.between(1, 4) * DAY_MS,
    })),
    sent: dated('send-proposal', 'sent', () => dice.between(24, 80)),
    sentToBeDecidedSoon: dated('send-proposal', 'sent', () => dice.between(2, 8)),
    needsTime: dated('ask-for-decision', 'needs time', () => dice.between(24, 60)),
    accepted: complete('ask-for-decision', 'accepted'),
    declined: complete('ask-for-decision', 'declined', () => ({ reason: dice.pick(REASONS) })),
    wantDiscount: step(() => ({ type: 'amend', fields: { discount: dice.between(16, 25) } })),
    approveDiscount: step(
      (_, snapshot) => ({ type: 'complete', task: openTask(snapshot, 'approve-discount').id, outcome: 'approved' }),
      byManager,
    ),
    goBack: step(() => ({ type: 'move', to: 'qualify', fields: { reworkReason: dice.pick(BACK) } })),
    reopen: step(() => ({ type: 'reopen' }), byManager),
    /** Until a day that is still to come. */
    wait: step(() => ({ type: 'wait', until: now + dice.between(2, 15) * DAY_MS, reason: dice.pick(waits) })),
    dropProposal: step((_, snapshot) => ({ type: 'cancel task', task: openTask(snapshot, 'send-proposal').id })),
    addTask: step((at) => ({ type: 'add task', assignee: holder.id, dueAt: at + dice.between(2, 9) * DAY_MS })),
    reassign: step(() => {
      holder = colleague;
      return { type: 'reassign', owner: colleague.id };
    }, byManager),
  };
}

/** What a deal waits for, in the words of whoever lets it wait. */
const WAITS = {
  en: ['The budget comes with the new quarter', 'Our contact is away', 'They asked us to wait'],
  ru: ['Бюджет будет в новом квартале', 'Контактное лицо в отъезде', 'Просили подождать'],
} as const;
