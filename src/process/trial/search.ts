import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import { currentStages } from '../machine/draft';
import type { Refusal } from '../refusal';
import type { Snapshot } from '../snapshot';
import type { Calendar } from '../time/calendar';
import type { Text } from '../types';
import { OUTSIDE } from './cast';
import { coveredBy } from './covered';
import { type Ask, type Given, type Step, THE_MANAGER, THE_OWNER } from './example';
import { membersFor } from './members';
import { asksAt, FREE_WAIT, likeness, type Sight, withFields } from './moves';
import { type Played, start, type Taken, takeStep } from './play';
import { type Representatives, representativesOf } from './representatives';
import { forked, standing } from './run';
import { sayAct, sayPassing } from './say';
import { type Target, targetKeys, targetsOf } from './targets';
import { instantOf, type WallTime } from './wall-time';

/** Something that no example could be found for, and why. */
export interface Uncovered {
  target: Target;
  reason: 'never reached' | 'always refused' | 'never happened' | 'gave up';
  says: Text;
}

/** Deadlines in a row that are looked at from one place: more than every light and rung of a few clocks. */
const MOST_DEADLINES = 60;

/** A way that was gone, from the start on. */
export interface Way {
  played: Played;
  steps: readonly Step[];
  shown: ReadonlySet<string>;
  /** Its last step has shown something that no way had shown before. */
  news: boolean;
}

/** Goes on from what has just shown something new, and otherwise from all places in turn, shorter ways first. */
export class Searching {
  readonly found = new Map<string, Way>();
  readonly given: Given;
  tries = 0;
  private readonly seen = new Set<string>();
  /** Ways that have just shown something new are gone on from first, so that the depths are reached. */
  private readonly fresh: Way[] = [];
  private readonly places = new Map<string, { ways: Way[]; goneOn: number }>();
  private readonly refusals = new Map<string, Refusal>();
  private readonly wanted: readonly Target[];
  private sight: Sight;
  private upTo = 0;
  private gaveUp = false;
  /** Of the last thing that was tried. */
  private refused: Refusal | null = null;
  private readonly values: Representatives;
  private readonly people: readonly string[];

  constructor(
    private readonly definition: Definition,
    private readonly calendar: Calendar,
    at: WallTime,
    private readonly mostTries: number,
  ) {
    this.wanted = targetsOf(definition);
    const members = membersFor(definition);
    this.given = { at, owner: 'owner', people: members, fields: {} };
    this.people = [THE_OWNER, THE_MANAGER, ...Object.keys(members)];
    this.values = representativesOf(definition, calendar, instantOf(calendar, at));
    this.sight = { definition, values: this.values, reach: 'near' };
  }

  /** First with near sight, which is cheap, and if something is left with far sight. */
  run(): void {
    this.search('near', this.mostTries / 2);
    if (this.isLeft()) this.search('far', this.mostTries);
  }

  private search(reach: Sight['reach'], upTo: number): void {
    this.sight = { ...this.sight, reach };
    this.upTo = upTo;
    this.fresh.length = 0;
    this.places.clear();
    this.seen.clear();
    const played = start(this.definition, this.given, this.calendar);
    if ('code' in played) return;
    const first = { played, steps: [], shown: new Set<string>(), news: false };
    this.arrive(first, 0);
    this.goesOn(first);
    for (let way = this.next(); way && this.tries < this.upTo && this.isLeft(); way = this.next()) {
      if (this.isTimeLeft(way)) this.letPass(way);
      this.askAll(way);
    }
    this.gaveUp = this.tries >= this.upTo;
  }

  /** What has just shown something new; otherwise what is at the place from which was gone on the least. */
  private next(): Way | undefined {
    const fresh = this.fresh.shift();
    if (fresh) return fresh;
    const open = [...this.places.values()].filter(({ ways }) => ways.length > 0);
    if (open.length === 0) return undefined;
    const place = open.reduce((a, b) => (b.goneOn < a.goneOn ? b : a));
    place.goneOn += 1;
    return place.ways.shift();
  }

  private isLeft(): boolean {
    return this.wanted.some(({ key }) => !this.found.has(key));
  }

  /** Whether a deadline of the stages that it is at, or of all, is still to be shown. */
  private isTimeLeft({ played }: Way): boolean {
    const here = currentStages({ definition: this.definition, at: standing(played.run) }).map(([key]) => key);
    return this.wanted.some(
      ({ key, kind, stage }) => kind === 'deadline' && !this.found.has(key) && (stage === null || here.includes(stage)),
    );
  }

  why(target: Target): Uncovered {
    const refusal = this.refusals.get(target.key);
    if (this.gaveUp) return { target, reason: 'gave up', says: GAVE_UP };
    if (target.stage !== null && target.kind !== 'stage' && !this.found.has(targetKeys.stage(target.stage)))
      return { target, reason: 'never reached', says: NOT_REACHED(target.stage) };
    if (refusal) return { target, reason: 'always refused', says: REFUSED(refusal) };
    return { target, reason: target.kind === 'stage' ? 'never reached' : 'never happened', says: NEVER };
  }

  /** Lets the deadlines of a way fire, one after the other, for as long as they only turn lights. */
  private letPass(way: Way): void {
    let now = way;
    for (let n = 0; n < MOST_DEADLINES && deadlinesOf(standing(now.played.run)).length > 0; n += 1) {
      const gone = this.go(now, NEXT_DEADLINE);
      if (!gone) return;
      if (this.goesOn(gone)) return;
      now = gone;
    }
  }

  private askAll(way: Way): void {
    const asks = asksAt(this.sight, standing(way.played.run));
    if (!this.found.has(WAIT_OVER)) asks.push(FREE_WAIT);
    for (const ask of asks) {
      if (this.tries >= this.upTo) return;
      const gone = this.askSomebody(way, ask);
      if (gone) this.goesOn(gone);
    }
  }

  /** One after the other, for as long as they are refused for who they are. */
  private askSomebody(way: Way, ask: Ask): Way | null {
    for (const who of ask.type === 'event' ? [OUTSIDE] : this.people) {
      const gone = this.ask(way, who, ask);
      if (gone || this.refused?.code !== 'NotYours') return gone;
    }
    return null;
  }

  /** Asks, and asks again with whatever fields the refusal names, brought along or set before. */
  private ask(way: Way, who: string, ask: Ask): Way | null {
    const gone = this.go(way, stepOf(who, ask));
    const missing = (this.refused?.until ?? []).flatMap(({ code, params }) =>
      code === 'FieldMissing' && this.definition.fields[String(params.field)] ? String(params.field) : [],
    );
    if (gone || missing.length === 0) return gone;
    const fuller = withFields(ask, missing, this.values);
    if (fuller) return this.go(way, stepOf(who, fuller));
    const set = this.go(way, stepOf(THE_OWNER, withFields({ type: 'amend', fields: {} }, missing, this.values) ?? ask));
    return set && this.go(set, stepOf(who, ask));
  }

  /** Goes one step on from a way, which stays as it was. null: it was refused, or nothing came of it. */
  private go(way: Way, step: Step): Way | null {
    const played = { ...way.played, run: forked(way.played.run) };
    this.tries += 1;
    const { refused, from, to } = triedStep(played, step);
    this.refused = refused;
    if (refused && step.step === 'ask') this.note(way, step.ask, refused);
    if (refused || from === to) return null;
    const gone = { played, steps: [...way.steps, step], shown: way.shown, news: false };
    this.arrive(gone, from);
    return gone;
  }

  /** Notes what the events from an index on have shown, where it had not been shown before. */
  private arrive(way: Way, from: number): void {
    const { events, snapshots } = way.played.run;
    const shown = events.slice(from).flatMap(({ command }, n) => {
      const [before = null, after] = [snapshots[from + n - 1], snapshots[from + n]];
      return after ? coveredBy({ definition: this.definition, before, command, after }) : [];
    });
    way.shown = new Set([...way.shown, ...shown]);
    for (const key of shown)
      if (!this.found.has(key)) {
        this.found.set(key, way);
        way.news = true;
      }
  }

  /** Whether it got anywhere where no way had been: it is gone on from then. */
  private goesOn(way: Way): boolean {
    const { place, whole } = likeness(this.sight, standing(way.played.run));
    if (this.seen.has(whole)) return false;
    this.seen.add(whole);
    const there = this.places.get(place) ?? { ways: [], goneOn: 0 };
    this.places.set(place, there);
    (way.news ? this.fresh : there.ways).push(way);
    return true;
  }

  /** Remembers why something could not be shown, by what it would have shown. */
  private note(way: Way, ask: Ask, refused: Refusal): void {
    const key = keyOf(standing(way.played.run), ask);
    if (key !== null) this.refusals.set(key, refused);
  }
}

/** The target that an ask is after. */
function keyOf({ state, tasks }: Snapshot, ask: Ask): string | null {
  if (ask.type === 'complete')
    return targetKeys.outcome(tasks.find(({ task }) => task === ask.task)?.stage ?? state, ask.task, ask.outcome);
  if (ask.type === 'move') return targetKeys.move(state, ask.to);
  if (ask.type === 'skip') return targetKeys.skip(ask.stage);
  return ask.type === 'close' ? targetKeys.closing(ask.outcome) : null;
}

/** What the machine breaks at leads nowhere: a step that throws is one that changed nothing. */
function triedStep(played: Played, step: Step): Taken {
  try {
    return takeStep(played, step);
  } catch {
    return { refused: null, from: 0, to: 0 };
  }
}

const stepOf = (who: string, ask: Ask): Step => ({ step: 'ask', text: sayAct(who, ask), who, ask, refused: null });

const WAIT_OVER = targetKeys.deadline('wait', 'wait over');

const NEXT_DEADLINE: Step = { step: 'pass', text: sayPassing({ by: 'deadline' }), time: { by: 'deadline' } };

const GAVE_UP: Text = {
  en: 'The search gave up before it found a way: allow it more tries.',
  ru: 'Поиск остановлен раньше, чем нашёлся путь: разрешите больше попыток.',
};
const NOT_REACHED = (stage: string): Text => ({
  en: `No way to ${stage} was found.`,
  ru: `Пути на этап ${stage} не нашлось.`,
});
const REFUSED = ({ code, detail }: Refusal): Text => ({
  en: `It was refused whenever it was tried, the last time: ${detail}`,
  ru: `Каждый раз был отказ, последний (${code}): ${detail}`,
});
const NEVER: Text = {
  en: 'It never came about, with any of the values that its conditions tell apart.',
  ru: 'Этого не случилось ни при каких значениях, которые различают условия.',
};
