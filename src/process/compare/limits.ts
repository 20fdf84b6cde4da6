import type { Due, Duration, Limit } from '../definition';
import { same } from '../same';
import { type Aspect, type Aspects, byParts, value } from './aspects';
import { type Difference, differ, type Place } from './difference';
import { showDue, showDuration, showLadder, showLimit } from './show';

/** A limit came, went, or says something else. */
export const limit: Aspect<Limit | null> = (from, to, at) => {
  if (!from) return [differ('LimitAdded', at, { what: to }, showLimit)];
  if (!to) return [differ('LimitRemoved', at, { what: from }, showLimit)];
  return byParts(LIMIT, from, to, at);
};

const due: Aspect<Due> = (from, to, at) => [differ(codeOf(from, to), at, { from, to }, showDue)];

const LIMIT: Aspects<Limit> = {
  due,
  dueSoonPct: value('DueSoonChanged', (pct) => ({ en: `${pct} %`, ru: `${pct} %` })),
  escalateAfter: value('EscalationChanged', showDuration),
  ladder: value('EscalationChanged', showLadder),
};

function codeOf(from: Due, to: Due): 'LimitShortened' | 'LimitLengthened' | 'LimitChanged' {
  if (from.by === 'span' && to.by === 'span') return bySpan(from.span, to.span, 1);
  // The longer before the same day, the earlier.
  if (from.by === 'before field' && to.by === 'before field' && from.field === to.field)
    return bySpan(from.span, to.span, -1);
  return 'LimitChanged';
}

function bySpan(from: Duration, to: Duration, sign: 1 | -1) {
  const [before, after] = inUnit(from, to);
  if (before === null || after === null || before === after) return 'LimitChanged';
  return (after - before) * sign < 0 ? 'LimitShortened' : 'LimitLengthened';
}

const MINUTES: Record<Duration['unit'], number> = { minute: 1, hour: 60, day: 24 * 60, week: 7 * 24 * 60 };

/** Both in one unit; null where only a calendar knows which is longer: how many hours a working day has. */
function inUnit(from: Duration, to: Duration): readonly [number, number] | readonly [null, null] {
  if (from.working !== to.working) return [null, null];
  if (from.unit === to.unit) return [from.amount, to.amount];
  const byClock = ({ unit, working }: Duration) => !working || unit === 'minute' || unit === 'hour';
  if (!byClock(from) || !byClock(to)) return [null, null];
  return [from.amount * MINUTES[from.unit], to.amount * MINUTES[to.unit]];
}

/** A span that is not a limit: its code is one for either way. */
export const span: (code: Difference['code']) => Aspect<Duration | undefined> = (code) => (from, to, at: Place) =>
  same(from, to) ? [] : [differ(code, at, { from, to }, showDuration)];
