import type { LookupAddress, LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { mayReach, type Reach } from './reach';

/** None of a name's addresses may be reached from here. */
export class OutOfReach extends Error {
  override readonly name = 'OutOfReach';
}

/** Who says which addresses a name has. */
export type LookUp = (
  host: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** Resolves a name to addresses that may be reached, and connects to no other: a name may change between a check and a call. */
export const guardedLookup =
  (reach: Reach, lookUp: LookUp): LookupFunction =>
  (host, options, callback) => {
    lookUp(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => mayReach(address, reach));
      const [first] = allowed;
      if (!first) return callback(new OutOfReach(), []);
      if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
