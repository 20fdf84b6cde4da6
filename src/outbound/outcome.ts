/**
 * What came of one try to deliver something. `said` names no person and no address: it may stand in a workflow's history
 * and in a log. `failed` is what no retry can mend; `gone`: its receiver wants no more of anything.
 */
export type Outcome =
  | { result: 'sent'; said: string }
  | { result: 'again'; said: string; afterMs?: number }
  | { result: 'failed'; said: string; gone?: boolean };
