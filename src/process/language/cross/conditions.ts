import { type Problem, problem } from '../finding';
import { mapOf } from '../names';
import { type Bare, manyOf, type Path, partsOf, type Site, wordsOf } from './sites';

type Check = (condition: string, set: ReadonlySet<string>) => string | null;

/**
 * Conditions that run when an answer has brought its fields, or when a closing's requirements hold: those fields
 * are set there, and need not be asked about.
 */
export function laterConditions(sites: readonly Site[], text: Bare, check: Check): Problem[] {
  const outcomes = sites
    .flatMap(({ stage, path }) => partsOf(stage.tasks, [...path, 'tasks']))
    .flatMap(({ part, path }) => partsOf(part.outcomes, [...path, 'outcomes']));
  return [
    ...outcomes.flatMap(({ part, path }) => {
      const brought = new Set(wordsOf(part.ask));
      const routes = Array.isArray(part.to) ? whensOf(part.to, [...path, 'to'], brought, check) : [];
      return [...routes, ...whensOf(part.start, [...path, 'start'], brought, check)];
    }),
    ...partsOf(text.closed, ['closed']).flatMap(({ part, path }) => {
      const { require } = part;
      const required = new Set(wordsOf(Array.isArray(require) ? require : mapOf(require).fields));
      return whensOf(part.start, [...path, 'start'], required, check);
    }),
  ];
}

function whensOf(given: unknown, path: Path, set: ReadonlySet<string>, check: Check): Problem[] {
  return manyOf(given).flatMap((one, i) => {
    const { when } = mapOf(one);
    const found = typeof when === 'string' ? check(when, set) : null;
    return found ? [problem('ConditionUnsound', [...path, i, 'when'], found)] : [];
  });
}
