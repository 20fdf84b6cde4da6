import type { Act, Actor, Kind, Refusal } from '../process';
import type { CommandAnswer } from '../../workflows/messages';

/** A command as a route hands it in: what is asked, by whom, and what the key is bound to. */
export interface CommandRequest {
  /** The caller's Idempotency-Key (UUID). */
  key: string;
  route: string;
  /** The body as it was sent: with the route and the caller it is what the key stands for. */
  body: unknown;
  kind: Kind;
  instanceId: string;
  actor: Pick<Actor, 'id' | 'roles' | 'teams'>;
  act: Act;
  expectedSeq?: number;
  /** For `start`: the version of the process that the instance runs. */
  versionId?: string;
  /** Words and personal data, which stay out of workflows: written to the CRM's rows when the command is applied. */
  record?: Readonly<Record<string, unknown>>;
}

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
