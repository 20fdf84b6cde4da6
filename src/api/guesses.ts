import type { Request, Response } from 'express';
import { createFlood } from '../intake';
import { peerOf } from './caller';
import { NOBODY } from './let-in';
import { Problem } from './problem';

/** Of one address: tokens and cookies that open nothing. Of one person: ids of nothing that they see. */
const PER_MINUTE = 600;

/** Slows down whoever guesses tokens, cookies or ids. */
export interface Guesses {
  /** @throws Problem for somebody who asked for too much that is not there */
  mayAskMore(personId: string, now: number): void;
  /** Counts what was refused; gives what it is answered with. */
  counted(problem: Problem, request: Request, response: Response, now: number): Problem;
}

/**
 * Counts in this process alone. Somebody who guesses ids gets nothing more for the rest of the minute. A token or cookie that is
 * right opens all the same, since others may share the address: it has 256 bits, and is not found by trying.
 */
export function createGuesses(perMinute = PER_MINUTE): Guesses {
  const flood = createFlood();
  return {
    mayAskMore(personId, now) {
      const wait = flood.over(`ids ${personId}`, perMinute, now);
      if (wait !== null) throw tooOften(wait);
    },
    counted(problem, request, { locals }, now) {
      const who = guesserOf(problem, request, locals.actor === NOBODY ? undefined : locals.actor?.id);
      const wait = who === null ? null : flood.wait(who, perMinute, now);
      return wait === null ? problem : tooOften(wait);
    },
  };
}

function guesserOf({ kind }: Problem, request: Request, personId: string | undefined): string | null {
  if (kind === 'NotFound' && personId) return `ids ${personId}`;
  const shown = request.headers.authorization ?? request.headers.cookie;
  return kind === 'NotSignedIn' && shown !== undefined ? `from ${peerOf(request)}` : null;
}

const tooOften = (wait: number) => new Problem('TooOften', { headers: { 'Retry-After': String(wait) } });
