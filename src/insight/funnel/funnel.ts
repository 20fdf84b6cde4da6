import type { Pool } from 'pg';
import type { Sight } from '../../access';
import type { Versions } from '../../crm';
import type { Definition, Text } from '../../process';
import { ofGroup, opens, type Question } from '../question';
import { funnelSql } from './funnel-sql';
import { FUNNEL_SETS } from './sets';

/** A number of deals with their money in minor units of the base currency, and the address that opens them. */
export interface FunnelWorth {
  count: number;
  minor: number;
  opens: string;
}

/** How long visits of a stage take, by the Kaplan–Meier estimate; null where too few have ended to say. */
export interface StayTimes {
  visits: number;
  /** Of those, the ones that go on. */
  open: number;
  medianMs: number | null;
  p90Ms: number | null;
}

/** One stage of a funnel. `entered` is `inNow` and all of `left`. */
export interface FunnelStage {
  key: string;
  name: Text;
  probabilityPct: number | null;
  /** Deals that ever came into it; one that came back counts once. */
  entered: FunnelWorth;
  inNow: FunnelWorth;
  /** Where the others went when they left it last. */
  left: (FunnelWorth & { to: string; name: Text })[];
  /** Of those that entered: came to a later stage, or were won. */
  further: { count: number; opens: string };
  won: FunnelWorth;
  time: StayTimes;
}

/** The sales of one process by how far they came, of those that began in the period. Leads are in none (DYN-03). */
export interface Funnel {
  process: { key: string; name: Text };
  group: { key: string; name: string } | null;
  stages: FunnelStage[];
  started: FunnelWorth;
  open: FunnelWorth;
  won: FunnelWorth;
  lost: FunnelWorth;
}

interface TotalRow {
  process: string;
  grp: string;
  label: string;
  open: boolean;
  result: string | null;
  count: number;
  minor: number;
}

interface StageRow {
  process: string;
  grp: string;
  state: string;
  /** Empty: it is there now. */
  left_to: string;
  count: number;
  minor: number;
  won: number;
  wonMinor: number;
  further: number;
}

type TimeRow = StayTimes & { process: string; grp: string; state: string };

interface Counted {
  totals: TotalRow[];
  stages: StageRow[];
  times: TimeRow[];
}

type Source = { pool: Pool; versions: Versions };

/**
 * The funnels of every process that sales of the question run on, by process and group: counted from their stages, with nothing
 * entered for it. Source: ONEC-20.
 */
export async function readFunnels({ pool, versions }: Source, asked: Question, sight: Sight): Promise<Funnel[]> {
  const question: Question = { ...asked, kind: 'sale' };
  const values: unknown[] = [];
  const sql = funnelSql(question, sight, (value) => `$${values.push(value)}`);
  const [{ rows }, definitions] = await Promise.all([
    pool.query<Counted>(sql, values),
    definitionsOf({ pool, versions }, question.narrow.process),
  ]);
  const counted = rows[0] ?? { totals: [], stages: [], times: [] };
  return definitions.flatMap((definition) => funnelsOf(definition, counted, question));
}

/** The current definition of each process for sales: it gives names and the order of stages. */
async function definitionsOf({ pool, versions }: Source, keys?: readonly string[]): Promise<Definition[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT v.id FROM current_versions c JOIN process_versions v ON v.id = c.version_id
     WHERE v.kind = 'sale' AND ($1::text[] IS NULL OR v.key = ANY($1)) ORDER BY v.key`,
    [keys ?? null],
  );
  const known = await versions.all(rows.map((row) => row.id));
  return rows.flatMap(({ id }) => known.get(id)?.definition ?? []);
}

function funnelsOf(definition: Definition, counted: Counted, question: Question): Funnel[] {
  const mine = <T extends { process: string }>(rows: readonly T[]) =>
    rows.filter(({ process }) => process === definition.key);
  const totals = mine(counted.totals);
  const groups = question.by === null ? [{ key: '', name: '' }] : groupsOf(totals);
  return groups.map(({ key, name }) => {
    const ours = <T extends { process: string; grp: string }>(rows: readonly T[]) =>
      mine(rows).filter(({ grp }) => grp === key);
    // What its numbers open is of this process and this group alone.
    const narrowed = ofGroup(question, key);
    const here = { ...narrowed, narrow: { ...narrowed.narrow, process: [definition.key] } };
    return {
      process: { key: definition.key, name: definition.name },
      group: question.by === null ? null : { key, name },
      stages: stagesOf(definition, ours(counted.stages), ours(counted.times), here),
      ...totalsOf(ours(totals), here),
    };
  });
}

function groupsOf(totals: readonly TotalRow[]): { key: string; name: string }[] {
  const names = new Map(totals.map(({ grp, label }) => [grp, label]));
  return [...names]
    .map(([key, name]) => ({ key, name }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function totalsOf(rows: readonly TotalRow[], question: Question): Pick<Funnel, 'started' | 'open' | 'won' | 'lost'> {
  const worth = (those: readonly TotalRow[], address: string): FunnelWorth => ({ ...summed(those), opens: address });
  const ended = (result: string) =>
    worth(
      rows.filter((row) => row.result === result),
      opens(FUNNEL_SETS.result, question, { result }),
    );
  return {
    started: worth(rows, opens(FUNNEL_SETS.started, question, {})),
    open: worth(
      rows.filter((row) => row.open),
      opens(FUNNEL_SETS.open, question, {}),
    ),
    won: ended('won'),
    lost: ended('lost'),
  };
}

const summed = (rows: readonly { count: number; minor: number }[]): { count: number; minor: number } => ({
  count: rows.reduce((all, { count }) => all + count, 0),
  minor: rows.reduce((all, { minor }) => all + minor, 0),
});

function stagesOf(
  definition: Definition,
  rows: readonly StageRow[],
  times: readonly TimeRow[],
  question: Question,
): FunnelStage[] {
  const known = stageKeys(definition);
  // Stages that only an older version had come last, by their key; a step of a branch is none.
  const older = [...new Set(rows.map(({ state }) => state))].filter((state) => !definition.stages[state]).sort();
  return [...known, ...older].map((key) => {
    const here = rows.filter(({ state }) => state === key);
    const gone = here.filter(({ left_to }) => left_to !== '');
    const { visits = 0, open = 0, medianMs = null, p90Ms = null } = times.find(({ state }) => state === key) ?? {};
    const at = { stage: key };
    return {
      key,
      name: definition.stages[key]?.name ?? asItIs(key),
      probabilityPct: definition.stages[key]?.probabilityPct ?? null,
      entered: { ...summed(here), opens: opens(FUNNEL_SETS.entered, question, at) },
      inNow: { ...summed(here.filter(({ left_to }) => left_to === '')), opens: opens(FUNNEL_SETS.inNow, question, at) },
      left: gone
        .map(({ left_to: to, count, minor }) => ({
          ...{ to, name: nameOf(definition, to), count, minor },
          opens: opens(FUNNEL_SETS.left, question, { ...at, to }),
        }))
        .sort((a, b) => b.count - a.count || (a.to < b.to ? -1 : 1)),
      further: {
        count: here.reduce((all, { further }) => all + further, 0),
        opens: opens(FUNNEL_SETS.further, question, at),
      },
      won: {
        count: here.reduce((all, { won }) => all + won, 0),
        minor: here.reduce((all, { wonMinor }) => all + wonMinor, 0),
        opens: opens(FUNNEL_SETS.won, question, at),
      },
      time: { visits, open, medianMs, p90Ms },
    };
  });
}

const asItIs = (key: string): Text => ({ en: key, ru: key });

const nameOf = (definition: Definition, state: string): Text =>
  definition.stages[state]?.name ?? definition.closed[state.replace(/^closed\./, '')]?.name ?? asItIs(state);

/** In the order of the text. A step of a branch is no stage of the funnel: the deal stands at the stage that holds it. */
const stageKeys = ({ stages }: Definition): string[] => Object.keys(stages).filter((key) => !stages[key]?.within);
