import { v7 as newId } from 'uuid';
import { type Actor, type Definition, deadlinesOf, type Instant, type Snapshot, SYSTEM } from '../../src/process';
import type { Calendar } from '../../src/process/time/calendar';
import { OUTSIDE } from '../../src/process/trial/cast';
import { type Example, type Step, THE_MANAGER, THE_OWNER } from '../../src/process/trial/example';
import { actOf, type Played } from '../../src/process/trial/play';
import { type Engine, historyOf, snapshotOf, until, workflowId } from './engine';
import { forward } from './temporal';

/** Virtual time is let pass a little beyond a deadline, so that all that is due with it has fired. */
const BEYOND_MS = 1_000;

/** The people of generated examples in the tables: their ids there, by what the examples call them. */
export async function peopleOf(engine: Engine, { given }: Example): Promise<ReadonlyMap<string, string>> {
  const { cast, pool } = engine;
  const ids = new Map([
    ['owner', cast.rep],
    ['manager', cast.manager],
  ]);
  for (const [name, { roles, teams, skills, lines }] of Object.entries(given.people)) {
    const id = newId();
    ids.set(name, id);
    await pool.query(
      `INSERT INTO people (id, name, email, roles, manager_id, skills, lines) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, name, `${id}@example.com`, roles, cast.manager, skills, lines],
    );
    for (const team of teams) await joinTeam(engine, team, id);
  }
  return ids;
}

async function joinTeam({ pool }: Engine, key: string, person: string): Promise<void> {
  await pool.query(
    `INSERT INTO teams (id, key, name) VALUES ($1, $2, '{"en":"","ru":""}') ON CONFLICT (key) DO NOTHING`,
    [newId(), key],
  );
  await pool.query('INSERT INTO team_members (team_id, person_id) SELECT id, $2 FROM teams WHERE key = $1', [
    key,
    person,
  ]);
}

/** An instance that runs in Temporal, whose clock only goes on when a step says so. */
export class OnTemporal {
  /** By how much the clock of its workflow is ahead of ours. */
  private aheadMs = 0;

  private constructor(
    private readonly engine: Engine,
    private readonly id: string,
    private readonly kind: 'lead' | 'sale',
    private readonly people: ReadonlyMap<string, string>,
    private readonly calendar: Calendar,
  ) {}

  static async start(
    engine: Engine,
    { key, kind }: Definition,
    people: ReadonlyMap<string, string>,
    calendar: Calendar,
  ): Promise<OnTemporal> {
    return new OnTemporal(engine, await engine.start(key), kind, people, calendar);
  }

  private snapshot(): Promise<Snapshot> {
    return snapshotOf(this.engine.pool, this.id);
  }

  get instanceId(): string {
    return this.id;
  }

  /** Takes a step. Gives when what it asked for was decided, up to when time has gone on, and how it stands then. */
  async take(step: Step): Promise<{ askedAt: Instant; until: Instant; snapshot: Snapshot }> {
    const before = (await this.snapshot()).seq;
    const target = step.step === 'pass' ? await this.pass() : 0;
    if (step.step === 'ask') await this.ask(step);
    // Read at once, since a deadline may fire at any moment; but not between two that were due at the same one.
    const {
      events,
      until: end,
      snapshot,
    } = await until(
      () => this.standing(target),
      (one) => (deadlinesOf(one.snapshot)[0]?.at ?? Number.POSITIVE_INFINITY) > one.until,
    );
    const asked = events.find(({ seq, command }) => seq > before && command.type !== 'deadline');
    return { askedAt: asked?.at ?? 0, until: end, snapshot };
  }

  /** How it stands, and the instant up to which time has gone on at the least. */
  private async standing(target: Instant) {
    const { events, stored } = await historyOf(this.engine.pool, this.id);
    return { events, until: Math.max(target, events.at(-1)?.at ?? 0), snapshot: stored.at(-1) as Snapshot };
  }

  /** How it stood when it began. */
  async beginning(): Promise<{ at: Instant; snapshot: Snapshot }> {
    const { events, stored } = await historyOf(this.engine.pool, this.id);
    return { at: events[0]?.at ?? 0, snapshot: stored[0] as Snapshot };
  }

  /** Until the next deadline, and all that is due with it, has fired. */
  private async pass(): Promise<Instant> {
    const next = deadlinesOf(await this.snapshot())[0]?.at ?? 0;
    const target = next + BEYOND_MS;
    const ms = Math.max(BEYOND_MS, target - Date.now() - this.aheadMs);
    this.aheadMs += ms;
    await forward(workflowId(this.id, this.kind), ms);
    await until(
      () => this.snapshot(),
      (snapshot) => (deadlinesOf(snapshot)[0]?.at ?? Number.POSITIVE_INFINITY) > target,
    );
    return target;
  }

  private async ask({ who, ask }: Extract<Step, { step: 'ask' }>): Promise<void> {
    const snapshot = await this.snapshot();
    const now = Date.now() + this.aheadMs;
    const run = { snapshots: [snapshot], now, world: { calendar: this.calendar } } as Played['run'];
    const act = actOf(ask, run, (name) => this.idOf(name));
    // A closed instance has no workflow: the next one starts at the time of the day.
    if (snapshot.closedAt !== null) this.aheadMs = 0;
    const outside = who === OUTSIDE ? { ofAny: true } : {};
    const sent = await this.engine.ask(this.id, act, { actor: await this.actor(who), ...outside });
    if (sent.became !== 'applied') throw new Error(`${who} ${ask.type}: ${JSON.stringify(sent)}`);
  }

  private idOf(name: string): string {
    const known = { [THE_OWNER]: 'owner', [THE_MANAGER]: 'manager' }[name] ?? name;
    const id = this.people.get(known);
    if (id === undefined) throw new Error(`Nobody is called ${name}.`);
    return id;
  }

  private async actor(who: string): Promise<Pick<Actor, 'id' | 'roles' | 'teams'>> {
    if (who === OUTSIDE) return { ...SYSTEM, id: this.engine.cast.colleague };
    const { rows } = await this.engine.pool.query<{ roles: string[]; teams: string[] }>(
      `SELECT roles, ARRAY(SELECT t.key FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id) AS teams
       FROM people p WHERE id = $1`,
      [this.idOf(who)],
    );
    return { id: this.idOf(who), roles: rows[0]?.roles ?? [], teams: rows[0]?.teams ?? [] };
  }
}

/** How an instance stands, without its instants and the ids of its rows: people by what the example calls them. */
export function without(snapshot: Snapshot, people: ReadonlyMap<string, string>): unknown {
  const names = new Map([...people].map(([name, id]) => [id, name]));
  const timeless = (key: string, value: unknown): unknown => {
    if (key === 'id' || key === 'spentMs' || key === 'anewAt') return undefined;
    if (typeof value === 'number' && (/(At|from|since|until|plannedFor)$/i.test(key) || /^\d+$/.test(key)))
      return 'an instant';
    return typeof value === 'string' ? (names.get(value) ?? value) : value;
  };
  const { back: _back, plan, ...rest } = snapshot;
  return JSON.parse(JSON.stringify({ ...rest, plan: Object.keys(plan ?? {}).sort() }, timeless)) as unknown;
}
