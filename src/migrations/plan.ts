import type { Pool } from 'pg';
import type { Definition, InstancePlan } from '../process';
import { checkPlan, type PlanProblem } from '../process/migration/check-plan';
import { type ProposedPlan, proposePlan, proposeTasks } from '../process/migration/propose';

/** What somebody asks for: which versions of a process are left, for which one, and as much of the plan as they give. */
export interface Wanted {
  process: string;
  /** Absent: every other version that deals run on. */
  from?: readonly number[];
  to: number;
  /** Parts that are not given are proposed. */
  plan?: Partial<InstancePlan>;
}

/** How the deals of one version get to the new one. */
export interface VersionPlan extends Omit<ProposedPlan, 'plan'> {
  versionId: string;
  version: number;
  deals: number;
  /** How many are at each of its stages, steps of branches included. */
  occupied: Readonly<Record<string, number>>;
  plan: InstancePlan;
  problems: readonly PlanProblem[];
}

/** A migration as it would be made. It starts only without problems. */
export interface Planned {
  toVersionId: string;
  to: number;
  from: readonly VersionPlan[];
  problems: readonly PlanProblem[];
}

/** Plans a migration and checks it against where deals are now; null when there is no such version. */
export async function planMigration(pool: Pool, wanted: Wanted): Promise<Planned | null> {
  const { process, to, plan } = wanted;
  const known = await versionsOf(pool, process);
  const target = known.find(({ version }) => version === to);
  const asked = wanted.from?.map((number) => known.find(({ version }) => version === number));
  if (!target || asked?.includes(undefined)) return null;
  const leaving = (asked ?? known.filter(({ deals }) => deals > 0)).filter((one) => one && one !== target) as Version[];
  const from = leaving.map((version) => planOf(version, target, plan));
  const unknown = plan ? strangers(plan, leaving) : [];
  return { toVersionId: target.id, to, from, problems: [...unknown, ...from.flatMap(({ problems }) => problems)] };
}

interface Version {
  id: string;
  version: number;
  definition: Definition;
  deals: number;
  occupied: Record<string, number> | null;
}

async function versionsOf(pool: Pool, process: string): Promise<Version[]> {
  const { rows } = await pool.query<Version>(
    `WITH places AS (
       SELECT i.version_id, p.place, count(*)::int AS n, bool_or(p.stage) AS stage FROM process_instances i
       JOIN process_versions v ON v.id = i.version_id AND v.key = $1,
       LATERAL (SELECT i.state AS place, true AS stage
         UNION ALL SELECT b.value ->> 'at', false FROM jsonb_each(
           CASE WHEN jsonb_typeof(i.snapshot -> 'branches') = 'object' THEN i.snapshot -> 'branches' ELSE '{}' END) b
         WHERE b.value ->> 'at' IS NOT NULL) p
       WHERE i.open GROUP BY 1, 2)
     SELECT v.id, v.version, v.definition, coalesce((SELECT sum(n) FROM places p WHERE p.version_id = v.id AND p.stage), 0)::int AS deals,
       (SELECT jsonb_object_agg(p.place, p.n) FROM places p WHERE p.version_id = v.id) AS occupied
     FROM process_versions v WHERE v.key = $1 ORDER BY v.version`,
    [process],
  );
  return rows;
}

function planOf(
  { id, version, definition, deals, occupied }: Version,
  target: Version,
  given: Wanted['plan'],
): VersionPlan {
  const to = target.definition;
  const proposed = proposePlan(definition, to);
  const { stages, guessed, open } = given?.stages
    ? { stages: ofThis(given.stages, definition), guessed: [], open: [] }
    : { stages: proposed.plan.stages, ...proposed };
  const tasks = given?.tasks ? ofThis(given.tasks, definition) : proposeTasks(definition, to, stages);
  const { timers = proposed.plan.timers, fields = proposed.plan.fields } = given ?? {};
  const plan: InstancePlan = { stages, tasks, timers, fields };
  const where = occupied ?? {};
  return {
    versionId: id,
    version,
    deals,
    occupied: where,
    plan,
    guessed,
    open,
    problems: checkPlan(plan, definition, to, where),
  };
}

/** One plan may serve several versions: of each, what that version has. */
const ofThis = <T>(named: Readonly<Record<string, T>>, { stages }: Definition): Record<string, T> =>
  Object.fromEntries(Object.entries(named).filter(([stage]) => Object.hasOwn(stages, stage)));

/** Stages that a plan names and that none of the versions has. */
function strangers(plan: Partial<InstancePlan>, leaving: readonly Version[]): PlanProblem[] {
  const named = new Set([...Object.keys(plan.stages ?? {}), ...Object.keys(plan.tasks ?? {})]);
  const isKnown = (stage: string) => leaving.some(({ definition }) => Object.hasOwn(definition.stages, stage));
  return [...named]
    .filter((stage) => !isKnown(stage))
    .map((stage) => ({
      code: 'UnknownStage',
      params: { stage },
      message: `No version that deals leave has a stage "${stage}".`,
    }));
}
