import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import type { Refusal } from '../refusal';
import type { Calendar } from '../time/calendar';
import type { Text } from '../types';
import { coveredBy } from './covered';
import type { Ask, Example, Given, Member, Step } from './example';
import { THE_MANAGER, THE_OWNER } from './example';
import { asLooks } from './look';
import { askers, asksAt, FREE_WAIT, likeness, withFields } from './moves';
import { type Played, start, takeStep } from './play';
import { USUAL_START } from './read-examples';
import { type Representatives, representativesOf } from './representatives';
import { forked, standing } from './run';
import { sayAct, sayPassing } from './say';
import { type Target, targetKeys, targetsOf } from './targets';
import { instantOf, type WallTime } from './wall-time';

/** Examples that show what a definition can do, and what they could not show. */
export interface Generated {
  examples: readonly Example[];
  targets: readonly Target[];
  /** In the order of the text. */
  uncovered: readonly Uncovered[];
  /** How many things were tried. */
  tries: number;
}

export interface Uncovered {
  target: Target;
  reason: 'never reached' | 'always refused' | 'never happened' | 'gave up';
  says: Text;
}

/** How far the search goes, and when its examples begin. */
export interface Search {
  /** Commands and deadlines that are tried at most. */
  tries?: number;
  at?: WallTime;
}

const MOST_TRIES = 20_000;

/** Deadlines in a row that are looked at from one place: more than every light and rung of a few clocks. */
const MOST_DEADLINES = 60;

/** A way that was gone, from the start on. */
interface Way {
  played: Played;
  steps: readonly Step[];
  shown: ReadonlySet<string>;
  /** Its last step has shown something that no way had shown before. */
  news: boolean;
}

/**
 * Searches, on the machine alone, for short examples that together cover every stage, outcome, route, move, skip,
 * reaction, deadline and rung. The same definition gives the same examples.
 */
export function generate(definition: Definition, calendar: Calendar, { tries, at }: Search = {}): Generated {
  const search = new Searching(definition, calendar, at ?? USUAL_START, tries ?? MOST_TRIES);
  search.run();
  const targets = targetsOf(definition);
  const ways = fewest(
    targets.flatMap(({ key }) => search.found.get(key) ?? []),
    new Set(targets.map(({ key }) => key)),
  );
  return {
    examples: ways.map((way, i) => exampleOf(way, search.given, targets, i)),
    targets,
    uncovered: targets.filter(({ key }) => !search.found.has(key)).map((target) => search.why(target)),
    tries: search.tries,
  };
}

/** Goes on from what has just shown something new, and otherwise breadth first: what is found is found by a short way. */
class Searching {
  readonly found = new Map<string, Way>();
  readonly given: Given;
  tries = 0;
  private readonly seen = new Set<string>();
  /** Ways that have just shown something new are gone on from first, so that the depths are reached. */
  private readonly fresh: Way[] = [];
  private readonly open: Way[] = [];
  private readonly refusals = new Map<string, Refusal>();
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
    const members = membersFor(definition);
    this.given = { at, owner: 'owner', people: members, fields: {} };
    this.people = [THE_OWNER, THE_MANAGER, ...Object.keys(members)];
    this.values = representativesOf(definition, calendar, instantOf(calendar, at));
  }

  run(): void {
    const played = start(this.definition, this.given, this.calendar);
    if ('code' in played) return;
    const first = { played, steps: [], shown: new Set<string>(), news: false };
    this.arrive(first, 0);
    this.goesOn(first);
    const wanted = targetsOf(this.definition);
    const next = () => this.fresh.shift() ?? this.open.shift();
    for (let way = next(); way && this.tries < this.mostTries; way = next()) {
      this.letPass(way);
      this.askAll(way);
      if (wanted.every(({ key }) => this.found.has(key))) return;
    }
  }

  why(target: Target): Uncovered {
    const refusal = this.refusals.get(target.key);
    if (this.tries >= this.mostTries) return { target, reason: 'gave up', says: GAVE_UP };
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
    const asks = asksAt(this.definition, standing(way.played.run), this.values);
    if (!this.found.has(WAIT_OVER)) asks.push(FREE_WAIT);
    for (const ask of asks)
      for (const who of askers(ask, this.people)) {
        if (this.tries >= this.mostTries) return;
        const gone = this.ask(way, who, ask);
        if (!gone) continue;
        this.goesOn(gone);
        break;
      }
  }

  /** Asks, and asks again with whatever fields the refusal names. */
  private ask(way: Way, who: string, ask: Ask): Way | null {
    const gone = this.go(way, stepOf(who, ask));
    if (gone || !this.refused) return gone;
    const missing = this.refused.until.flatMap(({ code, params }) =>
      code === 'FieldMissing' ? String(params.field) : [],
    );
    const fuller = withFields(
      ask,
      missing.filter((key) => this.definition.fields[key]),
      this.values,
    );
    return fuller && this.go(way, stepOf(who, fuller));
  }

  /** Goes one step on from a way, which stays as it was. null: it was refused, or nothing came of it. */
  private go(way: Way, step: Step): Way | null {
    const played = { ...way.played, run: forked(way.played.run) };
    this.tries += 1;
    const { refused, from, to } = takeStep(played, step);
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
    const key = likeness(this.definition, standing(way.played.run), this.values);
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    (way.news ? this.fresh : this.open).push(way);
    return true;
  }

  /** Remembers why something could not be shown, by what it would have shown. */
  private note({ played }: Way, ask: Ask, refused: Refusal): void {
    const { state, tasks } = standing(played.run);
    const at = ask.type === 'complete' ? tasks.find(({ task }) => task === ask.task)?.stage : state;
    const key =
      ask.type === 'complete'
        ? targetKeys.outcome(at ?? state, ask.task, ask.outcome)
        : ask.type === 'move'
          ? targetKeys.move(state, ask.to)
          : ask.type === 'skip'
            ? targetKeys.skip(ask.stage)
            : ask.type === 'close'
              ? targetKeys.closing(ask.outcome)
              : null;
    if (key !== null) this.refusals.set(key, refused);
  }
}

const stepOf = (who: string, ask: Ask): Step => ({ step: 'ask', text: sayAct(who, ask), who, ask, refused: null });

const WAIT_OVER = targetKeys.deadline('wait', 'wait over');

const NEXT_DEADLINE: Step = { step: 'pass', text: sayPassing({ by: 'deadline' }), time: { by: 'deadline' } };

/** Somebody for every role, team and pool that the definition names, beside its owner and the manager. */
function membersFor(definition: Definition): Record<string, Member> {
  const nobody: Member = { roles: [], teams: [], skills: [], lines: [], manager: null };
  const found: Record<string, Member> = {};
  const add = (name: string, member: Partial<Member>) => {
    found[name] = { ...nobody, ...member };
  };
  for (const { tasks } of Object.values(definition.stages))
    for (const { assignee } of Object.values(tasks)) {
      if (assignee.rule === 'role') add(`of-${assignee.role}`, { roles: [assignee.role] });
      if (assignee.rule === 'team') add(`of-team-${assignee.team}`, { teams: [assignee.team] });
      if ('of' in assignee) {
        const { role, team, skill, line } = assignee.of;
        const name = [role, team, skill, line].filter((one) => one !== undefined).join('-');
        const list = (one: string | undefined) => (one === undefined ? [] : [one]);
        add(`one-${name}`, { roles: list(role), teams: list(team), skills: list(skill), lines: list(line) });
      }
    }
  for (const role of rolesNamed(definition)) if (!found[`of-${role}`]) add(`of-${role}`, { roles: [role] });
  return found;
}

const NO_ROLES = new Set(['owner', 'manager', 'anyone']);

function rolesNamed(definition: Definition): Set<string> {
  const stages = Object.values(definition.stages);
  const who = [
    ...stages.flatMap(({ skip }) => skip?.who ?? []),
    ...stages
      .flatMap(({ tasks }) => Object.values(tasks).flatMap(({ outcomes }) => Object.values(outcomes)))
      .flatMap((one) => one.who ?? []),
    ...Object.values(definition.closed).flatMap(({ who, reopen }) => [...who, ...(reopen?.who ?? [])]),
    ...definition.moves.flatMap((move) => move.who),
    ...Object.values(definition.fields).flatMap(({ edit }) => edit ?? []),
  ];
  return new Set(who.filter((one) => !NO_ROLES.has(one)));
}

/** Of these ways, few that together show all that was found: each time the one that shows the most of what is left. */
function fewest(ways: readonly Way[], wanted: ReadonlySet<string>): Way[] {
  const left = new Set(ways.flatMap(({ shown }) => [...shown]).filter((key) => wanted.has(key)));
  const chosen: Way[] = [];
  const rest = new Set(ways);
  while (left.size > 0) {
    const gain = (way: Way) => [...way.shown].filter((key) => left.has(key)).length;
    const best = [...rest].reduce((a, b) => (gain(b) > gain(a) ? b : a));
    chosen.push(best);
    rest.delete(best);
    for (const key of best.shown) left.delete(key);
  }
  return chosen;
}

/** The way as an example: at its end stands how it came out. */
function exampleOf({ played, steps, shown }: Way, given: Given, targets: readonly Target[], i: number): Example {
  const says = targets.filter(({ key, kind }) => shown.has(key) && kind !== 'stage').map((target) => target.says.en);
  const name = `${i + 1}: ${says.at(-1) ?? 'the start'}${says.length > 1 ? ` (and ${says.length - 1} more)` : ''}`;
  const end: Step = { step: 'then', text: 'then', expects: asLooks(played) };
  return { name: name.slice(0, 200), given, steps: [...steps, end] };
}

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
