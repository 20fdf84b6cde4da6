import * as wf from '@temporalio/workflow';

/** One Temporal timer for the earliest deadline. It is set anew only when that instant changes: a swap costs two events. */
export interface Alarm {
  /** Points the alarm at an instant; null: nothing is due. */
  setFor(at: number | null): void;
  /** Whether it has rung since it was set. */
  rang(): boolean;
}

export function createAlarm(): Alarm {
  let set: { at: number; scope: wf.CancellationScope; rang: boolean } | null = null;
  return {
    setFor(at) {
      if (set && set.at === at && !set.rang) return;
      if (set && !set.rang) set.scope.cancel();
      set = at === null ? null : ring(at);
    },
    rang: () => set?.rang ?? false,
  };
}

function ring(at: number) {
  const scope = new wf.CancellationScope();
  const mine = { at, scope, rang: false };
  const due = scope.run(() => wf.sleep(Math.max(1, at - Date.now())));
  due.then(
    () => {
      mine.rang = true;
    },
    (error) => {
      if (!wf.isCancellation(error)) throw error;
    },
  );
  return mine;
}
