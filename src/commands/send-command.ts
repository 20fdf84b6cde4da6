import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { CommandAnswer } from '../../workflows/messages';
import type { Clock } from '../platform/clock';
import { decide, type Refusal } from '../process';
import type { CommandRequest } from './command-request';
import { createDefinitionSource, type DefinitionSource } from './definition-source';
import { commandMessage, dispatch } from './dispatch';
import { close, hashBody, type InboxRow, type Received, readReceived, receive } from './inbox';

/** What became of it, as far as the sender can be told now. */
export type Sent =
  | { became: 'applied'; answer: CommandAnswer; repeated: boolean }
  | { became: 'refused'; refusal: Refusal }
  /** The engine is away: the command is kept and will be applied or refused when it is back. */
  | { became: 'received' }
  | { became: 'no such instance' }
  /** The key was used for something else. */
  | { became: 'key reused' }
  /** A fault of ours: the instance is as it was. */
  | { became: 'failed'; incident: string };

/** Sends one command and waits for what became of it, a few seconds at most. @throws what the database throws: nothing was kept then. */
export type SendCommand = (request: CommandRequest) => Promise<Sent>;

/** What the door needs: the inbox's database, the engine, and the clock by which a receipt is dated. */
export interface Door {
  pool: Pool;
  client: Client;
  clock: Clock;
  /** Where new runs are started; tests give their own. */
  taskQueue?: string;
  /** How long to wait for the engine, in milliseconds. */
  engineDeadlineMs?: number;
  /** After how many history events a new run continues as new; tests lower it. */
  runEvents?: number;
}

/** Opens the door: every command to an instance, from whatever route, goes through what this gives. */
export function createSendCommand(door: Door): SendCommand {
  const definitions = createDefinitionSource(door.pool);
  return async (request) => {
    const received = await receive(door.pool, request, new Date(door.clock.now()));
    const { row } = received;
    if (!row) return { became: 'no such instance' };
    const same =
      row.caller === request.actor.id && row.route === request.route && row.bodyHash === hashBody(request.body);
    if (!same) return { became: 'key reused' };
    return forward(door, definitions, received, false);
  };
}

/** Sends a command that the inbox keeps, and tells its sender when it is refused by now. With the workers' login. */
export function createForward(door: Door): (commandId: string) => Promise<Sent> {
  const definitions = createDefinitionSource(door.pool);
  return async (commandId) => forward(door, definitions, await readReceived(door.pool, commandId), true);
}

async function forward(door: Door, definitions: DefinitionSource, received: Received, late: boolean): Promise<Sent> {
  const { row, instance } = received;
  if (!row) return { became: 'no such instance' };
  const known = answered(row);
  if (known) return known;
  const asked = { id: row.id, late };
  const versionId = instance?.versionId ?? row.versionId;
  if (!versionId) return { became: 'no such instance' };
  const running = instance?.engine === 'running';
  const snapshot = instance?.snapshot ?? null;
  if (!running) {
    // No workflow runs: the machine answers from the row first, so that a refusal starts nothing.
    const refusal = refusalOf(await definitions.read(versionId), snapshot, row.command, door.clock.now());
    if (refusal) return conclude(door, asked, { became: 'refused', refusal });
  }
  const said = await dispatch(
    door.client,
    {
      message: commandMessage({ ...row.command, sawSeq: instance?.seq ?? 0 }),
      run: {
        carry: 1,
        instanceId: row.instanceId,
        kind: row.kind,
        versionId,
        snapshot,
        answered: [],
        ...(door.runEvents !== undefined && { runEvents: door.runEvents }),
      },
      running,
      definition: definitions.read,
      newest: async () => {
        const newest = (await readReceived(door.pool, row.id)).instance;
        return { snapshot: newest?.snapshot ?? null, versionId: newest?.versionId ?? versionId };
      },
      ...(door.taskQueue !== undefined && { taskQueue: door.taskQueue }),
    },
    door.engineDeadlineMs,
  );
  if (said.became === 'applied') return { ...said, repeated: false };
  return said.became === 'away' ? { became: 'received' } : conclude(door, asked, said);
}

/** Its refusal, where that can be told. A fault is the workflow's to meet: there it leaves an incident and an answer. */
function refusalOf(...asked: Parameters<typeof decide>): Refusal | undefined {
  try {
    return decide(...asked).refused;
  } catch {
    return undefined;
  }
}

/** What the inbox says became of a command; null while it has no answer. */
function answered({ status, answer }: InboxRow): Sent | null {
  switch (status) {
    case 'received':
      return null;
    case 'applied':
      return { became: 'applied', answer: answer as CommandAnswer, repeated: true };
    case 'refused':
      return { became: 'refused', refusal: answer as Refusal };
    case 'failed':
      return { became: 'failed', incident: (answer as { incident: string }).incident };
  }
}

/** Keeps the answer. Where somebody else who sent the same command got theirs first, that is the answer. */
async function conclude(
  { pool }: Door,
  asked: { id: string; late: boolean },
  said: Extract<Sent, { became: 'refused' | 'failed' }>,
): Promise<Sent> {
  const answer = said.became === 'refused' ? said.refusal : { incident: said.incident };
  if (await close(pool, asked, said.became, answer)) return said;
  const { row } = await readReceived(pool, asked.id);
  return (row && answered(row)) ?? said;
}
