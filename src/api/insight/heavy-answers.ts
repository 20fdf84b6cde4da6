import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock';

/** An answer that took so long to count is worth keeping. In milliseconds. */
const HEAVY_MS = 2_000;
/** It is given again for so many times what it took: counting it anew costs a processor a twentieth of its time at most. */
const TIMES_ITS_COST = 20;
const AT_MOST_MS = 10 * 60_000;
/** Of all answers together, in characters of their JSON. */
const ROOM = 20_000_000;

/** Answers of reports that took long, for a while. Each says itself as of when it is; whatever is quick is counted anew each time. */
export interface HeavyAnswers {
  /**
   * What was counted for the same question a short while ago, else what `count` gives.
   * @param question all that the answer depends on, beside the tables: who asks, what they may see, what they ask
   */
  of<T>(question: string, count: () => Promise<T>): Promise<T>;
}

interface Kept {
  answer: unknown;
  until: number;
}

export function createHeavyAnswers(clock: Clock, heavyMs: number = HEAVY_MS): HeavyAnswers {
  const kept = new LRUCache<string, Kept>({
    maxSize: ROOM,
    sizeCalculation: ({ answer }, question) => question.length + JSON.stringify(answer).length,
  });
  return {
    async of<T>(question: string, count: () => Promise<T>): Promise<T> {
      const known = kept.get(question);
      if (known && clock.now() < known.until) return known.answer as T;
      const began = performance.now();
      const answer = await count();
      const tookMs = performance.now() - began;
      const until = clock.now() + Math.min(tookMs * TIMES_ITS_COST, AT_MOST_MS);
      if (tookMs >= heavyMs) kept.set(question, { answer, until });
      return answer;
    },
  };
}
