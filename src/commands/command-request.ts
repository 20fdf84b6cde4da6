import type { Act, Actor, Kind } from '../process';

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
  /** The sender may ask this of any instance, whoever works on it: a right that has been checked by now. */
  ofAny?: boolean;
  expectedSeq?: number;
  /** For `start`: the version of the process that the instance runs. */
  versionId?: string;
  /** Words and personal data, which stay out of workflows: written to the CRM's rows when the command is applied. */
  record?: Readonly<Record<string, unknown>>;
}
