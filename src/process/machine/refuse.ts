import type { Command } from '../command';
import type { Refusal, Requirement } from '../refusal';
import { requirementWords } from '../refusal-words';
import type { Snapshot } from '../snapshot';
import { gravest } from './gate';

/** Leaves an act: what was asked may not happen. Caught by `decide` only, which answers with it. */
export class Refused extends Error {
  constructor(
    readonly code: Refusal['code'],
    readonly until: readonly Requirement[] = [],
  ) {
    super(code);
  }
}

export function refuse(code: Refusal['code'], params?: Requirement['params']): never {
  throw new Refused(code, params ? [{ code, params }] : []);
}

export function refuseUnmet(requirements: readonly Requirement[]): void {
  if (requirements.length > 0) throw new Refused(gravest(requirements), requirements);
}

/** The refusal as its sender gets it, with an English sentence for logs and command lines. */
export function toRefusal(refused: Refused, command: Command, at: Snapshot | null): Refusal {
  const state = at?.state ?? 'not started';
  const until = refused.until.length > 0 ? refused.until : [{ code: refused.code, params: {} }];
  const detail = `"${command.type}" is refused at "${state}": ${until.map(requirementWords).join('; ')}.`;
  return { code: refused.code, command: command.type, state, until: refused.until, detail };
}
