import type { Pool } from 'pg';
import { v5 as derivedId } from 'uuid';
import type { DealMove } from '../../src/commands';
import { type InstancePlan, type Kind, type Snapshot, SYSTEM } from '../../src/process';
import type { MigrationStatus } from '../../workflows/messages';

/** A migration as its row has it. */
export interface Migration {
  id: string;
  toVersionId: string;
  /** By the version that deals leave. */
  plans: Readonly<Record<string, InstancePlan>>;
  status: MigrationStatus;
  runs: boolean;
  batchSize: number;
  perSecond: number | null;
}

/** @throws Error for a migration that is in no table. */
export async function readMigration(pool: Pool, id: string): Promise<Migration> {
  const { rows } = await pool.query<Migration>(
    `SELECT id, to_version_id AS "toVersionId", plans, status, runs, batch_size AS "batchSize", per_second AS "perSecond"
     FROM deal_migrations WHERE id = $1`,
    [id],
  );
  const [row] = rows;
  if (!row) throw new Error(`There is no migration ${id}.`);
  return row;
}

/** One deal of a migration, as it was planned. */
export interface PlannedDeal {
  instanceId: string;
  kind: Kind;
  fromVersionId: string;
  /** The decision after which it was planned. */
  seq: number;
}

/** The move of one deal. Its command's id follows from the migration and the deal, so that it is made once, however often it is sent. */
export function moveOf({ id, toVersionId, plans }: Migration, deal: PlannedDeal): DealMove {
  const { instanceId, kind, fromVersionId, seq } = deal;
  const plan = plans[fromVersionId];
  if (!plan) throw new Error(`Migration ${id} has no plan for version ${fromVersionId}.`);
  const command = { id: derivedId(instanceId, id), actor: SYSTEM, expectedSeq: seq };
  return { kind, instanceId, command: { ...command, type: 'migrate', fromVersionId, versionId: toVersionId, plan } };
}

/** The way back of one deal, to how it was before its move. */
export function wayBackOf(
  { id, toVersionId }: Migration,
  deal: PlannedDeal & { migratedSeq: number; before: Snapshot },
): DealMove {
  const { instanceId, kind, fromVersionId, migratedSeq, before } = deal;
  const command = { id: derivedId(`back ${instanceId}`, id), actor: SYSTEM, expectedSeq: migratedSeq };
  const versions = { fromVersionId: toVersionId, versionId: fromVersionId };
  return { kind, instanceId, command: { ...command, type: 'migrate', ...versions, plan: AS_IT_WAS, back: before } };
}

const AS_IT_WAS: InstancePlan = { stages: {}, tasks: {}, timers: 'keep', fields: {} };
