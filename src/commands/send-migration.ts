import type { Migrate } from '../../workflows/messages';
import type { Kind, Refusal, Snapshot } from '../process';
import { createDefinitionSource } from './definition-source';
import { dispatch, migrateMessage } from './dispatch';
import type { Door } from './send-command';

/** One deal that is moved to another version. `command.expectedSeq` is the decision after which that was planned. */
export interface DealMove {
  kind: Kind;
  instanceId: string;
  command: Migrate & { expectedSeq: number };
}

/** What became of it. `moved since`: it has taken something else after it was planned, and is as that left it. */
export type MoveResult =
  | { became: 'migrated'; seq: number }
  | { became: 'moved since'; seq: number }
  | { became: 'refused'; refusal: Refusal }
  | { became: 'failed'; incident: string }
  /** The engine does not answer now: the same move is sent again later. */
  | { became: 'away' };

export type SendMigration = (move: DealMove) => Promise<MoveResult>;

/** Workflows that are started for a migration stand behind what people ask for, as all bulk work does. */
const BULK_PRIORITY = { priorityKey: 5 };

/**
 * Opens the door for moves to another version. They stand in no inbox: whoever plans them keeps them until they are done, and
 * sends them by the same command id as often as it takes.
 */
export function createSendMigration(door: Door): SendMigration {
  const definitions = createDefinitionSource(door.pool);
  const read = (move: DealMove) => readDeal(door, move);
  return async (move) => {
    const deal = await read(move);
    const known = standing(deal, move);
    if (known || !deal) return known ?? { became: 'moved since', seq: 0 };
    const { instanceId, kind, command } = move;
    const definition = await definitions.read(command.versionId);
    const { versionId, snapshot, seq } = deal;
    const said = await dispatch(
      door.client,
      {
        message: migrateMessage({ command: { ...command, sawSeq: seq }, definition }),
        run: {
          carry: 1,
          instanceId,
          kind,
          versionId,
          snapshot,
          answered: [],
          ...(door.runEvents !== undefined && { runEvents: door.runEvents }),
        },
        running: deal.engine === 'running',
        definition: definitions.read,
        newest: async () => {
          const newest = (await read(move)) ?? deal;
          return { snapshot: newest.snapshot, versionId: newest.versionId };
        },
        priority: BULK_PRIORITY,
        ...(door.taskQueue !== undefined && { taskQueue: door.taskQueue }),
      },
      door.engineDeadlineMs,
    );
    if (said.became === 'applied') return { became: 'migrated', seq: said.answer.seq };
    // Refused as stale, it may have been this same move that made it so, sent by somebody who did not hear the answer.
    if (said.became === 'refused') return standing(await read(move), move) ?? said;
    return said;
  };
}

interface Deal {
  versionId: string;
  snapshot: Snapshot;
  seq: number;
  open: boolean;
  engine: 'pending' | 'running' | 'none';
  /** The decision by which this move was made already. */
  doneSeq: number | null;
}

async function readDeal({ pool }: Door, { instanceId, command }: DealMove): Promise<Deal | null> {
  const { rows } = await pool.query<Deal>({
    name: 'deal to migrate',
    text: `SELECT version_id AS "versionId", snapshot, seq, open, engine,
      (SELECT e.seq FROM process_events e WHERE e.instance_id = i.id AND e.command_id = $2) AS "doneSeq"
     FROM process_instances i WHERE id = $1`,
    values: [instanceId, command.id],
  });
  return rows[0] ?? null;
}

/** What the tables say of the move already: null when it can be sent. */
function standing(deal: Deal | null, { command }: DealMove): MoveResult | null {
  if (!deal) return null;
  if (deal.doneSeq !== null) return { became: 'migrated', seq: deal.doneSeq };
  return deal.seq !== command.expectedSeq || !deal.open ? { became: 'moved since', seq: deal.seq } : null;
}
