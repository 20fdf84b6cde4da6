import { setImmediate as breathe } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import { type Command, decide, type Instant, type Refusal, type Snapshot } from '../../process';
import type { Versions } from '../versions';
import { type Asker, actFor, type Bulk, type BulkItem } from './act';

/** What would become of one. */
export type Would =
  | { would: 'apply'; from: string; to: string; ownerId: string; toOwnerId: string }
  | { would: 'refuse'; refusal: Refusal }
  | { would: 'moved since' | 'not there' };

export type PreviewedItem = { id: string; number: number | null; name: string | null; seq: number | null } & Would;

interface Row {
  id: string;
  number: number;
  name: string;
  versionId: string;
  snapshot: Snapshot;
  manages: boolean;
}

/**
 * What would become of each if it were asked now: the machine itself is asked, with the rights of whoever asks. Nothing is
 * changed. What the asker does not see is not there.
 */
export async function previewBulk(
  { pool, versions }: { pool: Pool; versions: Versions },
  bulk: Bulk,
  { asker, sight }: { asker: Asker; sight: Sight },
  now: Instant,
): Promise<PreviewedItem[]> {
  const rows = await readRows(pool, bulk, asker, sight);
  const known = await versions.all([...rows.values()].map((row) => row.versionId));
  const found: PreviewedItem[] = [];
  for (const item of bulk.items) {
    const row = rows.get(item.id);
    const definition = row && known.get(row.versionId)?.definition;
    if (!row || !definition) {
      found.push({ id: item.id, number: null, name: null, seq: null, would: 'not there' });
      continue;
    }
    const { id, number, name, snapshot, manages } = row;
    const actor = { id: asker.id, roles: asker.roles, teams: asker.teams, manages };
    const command = { id: 'preview', actor, ...actFor(bulk.act, snapshot.owner) } as Command;
    const would = movedSince(item, snapshot)
      ? ({ would: 'moved since' } as const)
      : wouldBe(definition, snapshot, command, now);
    found.push({ id, number, name, seq: snapshot.seq, ...would });
    // Many take as long as many requests: those come in between.
    if (found.length % 50 === 0) await breathe();
  }
  return found;
}

const movedSince = ({ seq }: BulkItem, snapshot: Snapshot): boolean => seq !== undefined && seq !== snapshot.seq;

function wouldBe(definition: Parameters<typeof decide>[0], snapshot: Snapshot, command: Command, now: Instant): Would {
  const { decision, refused } = decide(definition, snapshot, command, now);
  if (refused) return { would: 'refuse', refusal: refused };
  const { state, owner } = decision.snapshot;
  return { would: 'apply', from: snapshot.state, to: state, ownerId: snapshot.owner, toOwnerId: owner };
}

async function readRows(pool: Pool, { kind, items }: Bulk, asker: Asker, sight: Sight): Promise<Map<string, Row>> {
  const values: unknown[] = [items.map(({ id }) => id), asker.id, asker.roles.includes('administrator')];
  const seen = seenSql(sight, kind, 'i', (value) => `$${values.push(value)}`);
  const words = kind === 'sale' ? 'w.title' : 'w.topic';
  const { rows } = await pool.query<Row>(
    `SELECT i.id, w.number, ${words} AS name, i.version_id AS "versionId", i.snapshot, ($3 OR is_above($2::uuid, i.owner_id)) AS manages
     FROM process_instances i JOIN ${kind}s w ON w.id = i.id WHERE i.id = ANY($1::uuid[]) AND i.kind = '${kind}' AND ${seen}`,
    values,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
