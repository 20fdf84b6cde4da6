/**
 * What came of one try to deliver something. `said` names no person and no address: it may stand in a workflow's history
 * and in a log; `why` may say more, in the outbox alone. `failed` is what no retry can mend; `away`: nobody answered at all, so whoever is behind it is not worth a try
 * now; `gone`: the receiver wants no more of anything.
 */
export type Outcome =
  | { result: 'sent'; said: string }
  | { result: 'again'; said: string; afterMs?: number; away?: boolean; why?: string }
  | { result: 'failed'; said: string; gone?: boolean };
