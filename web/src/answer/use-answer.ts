import { useMemo } from 'react';
import { newKey, Refused } from '../api/client';
import { useDraft } from '../api/drafts';
import { useMe } from '../api/me';
import { useUntilThrough } from '../api/until-through';
import { type Names, useRequirementWords } from './requirements';
import { type AskedField, type Given, givenOf, type Typed } from './values';

interface Answering<T> {
  /** What it is an answer to: what is typed is kept under it. */
  scope: string;
  /** The state of the deal that is shown. */
  seq: number;
  fields: readonly AskedField[];
  send: (given: Given, seq: number, key: string) => Promise<T>;
  done: (answer: T) => void;
}

/** How often an answer follows a deal whose own clock moves on under it. */
const FOLLOWS = 3;

/**
 * An answer that somebody gives: typed, kept until it has come through, sent with a key of its own, so that a second click and
 * a second try make nothing twice. Without a connection it is tried again until it comes through.
 */
export function useAnswer<T>({ scope, seq, fields, send, done }: Answering<T>) {
  const me = useMe();
  const first = useMemo<Typed>(() => ({ values: {}, comment: '', seq, key: '' }), [seq]);
  const draft = useDraft<Typed>(me.id, scope, first);
  const { start, reset, stands } = useUntilThrough({
    send: (typed: Typed) => sendFollowing(typed, (one) => send(givenOf(fields, one), one.seq, one.key)),
    done: (answer) => {
      draft.clear();
      done(answer);
    },
    spent: (typed) => (draft.begun ? draft.set({ ...typed, key: '' }) : undefined),
  });
  const sendNow = (typed: Typed = draft.value) => {
    const keyed = { ...typed, key: typed.key || newKey() };
    if (fields.length > 0 || typed.comment !== '') draft.set(keyed);
    start(keyed);
  };
  return {
    typed: draft.value,
    begun: draft.begun,
    type: draft.set,
    giveUp: () => {
      draft.clear();
      reset();
    },
    send: sendNow,
    sendAgain: (newSeq: number) => sendNow({ ...draft.value, seq: newSeq, key: '' }),
    ...stands,
  };
}

/** Where only the process's own clock has moved on and the API says that the answer still means the same, it follows. */
async function sendFollowing<T>(typed: Typed, send: (typed: Typed) => Promise<T>): Promise<T> {
  let current = typed;
  for (let follows = 0; ; follows++) {
    try {
      return await send(current);
    } catch (fault) {
      const next = follows < FOLLOWS ? followed(fault) : null;
      if (next === null) throw fault;
      current = { ...current, seq: next, key: newKey() };
    }
  }
}

function followed(fault: unknown): number | null {
  if (!(fault instanceof Refused) || fault.problem.code !== 'Stale') return null;
  const { answer, meanwhile } = fault.problem;
  const byItself = meanwhile?.events.every(({ actor, type }) => actor === null && type === 'deadline');
  return answer?.applies && meanwhile && byItself ? meanwhile.seq : null;
}

/** What a refusal says of single fields, and what it says beside. */
export function useFaults(refused: Refused | null, names: Names) {
  const words = useRequirementWords();
  const byField: Record<string, string> = {};
  const others: string[] = [];
  for (const one of refused?.problem.until ?? []) {
    const field = /^(Field|Must)/.test(one.code) && typeof one.params.field === 'string' ? one.params.field : null;
    if (field) byField[field] = words(one, names);
    else others.push(words(one, names));
  }
  for (const { path, message } of refused?.problem.errors ?? []) {
    const field = /^body\.(?:fields\.)?([^.]+)/.exec(path)?.[1];
    if (field) byField[field] = message;
    else others.push(message);
  }
  return { byField, others };
}
