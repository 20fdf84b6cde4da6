import { useDraft } from '../api/drafts';
import { useMe } from '../api/me';
import type { ActName } from '../bulk/acts';

/** Something that a meeting decided about a deal. */
export interface Decision {
  dealId: string;
  kind: 'sale' | 'lead';
  number: number;
  name: string;
  act: ActName | 'note';
  /** What was decided, as it was said on the screen. */
  said: string;
  at: string;
}

interface Minutes {
  begunAt: string;
  looked: readonly string[];
  decisions: readonly Decision[];
}

const NOTHING: Minutes = { begunAt: '', looked: [], decisions: [] };

/** What a meeting has decided so far: kept on this computer until it is ended, so that no reload loses it. */
export function useMinutes() {
  const me = useMe();
  const { value, set, clear } = useDraft<Minutes>(me.id, 'meeting', NOTHING);
  const begun = value.begunAt === '' ? { ...value, begunAt: new Date().toISOString() } : value;
  return {
    minutes: begun,
    note: (decision: Decision) => set({ ...begun, decisions: [...begun.decisions, decision] }),
    look: (id: string) => {
      if (!begun.looked.includes(id)) set({ ...begun, looked: [...begun.looked, id] });
    },
    end: clear,
  };
}
