import type { ClosingDefinition, Definition, MoveDefinition, Tactic } from '../../definition';
import { mapValues } from '../../map-values';
import type { ClosingText, DefinitionText, MoveText } from '../schema/definition';
import { lightsOf, limitOf, reactionsOf, requirementsOf, startsOf } from './acts';
import { optionsOf } from './fields';
import { buildStages } from './stages';
import { nameOf, used, type Warn, wordsOf } from './words';

/** The definition that a faultless text means, with every short form and default spelled out. */
export function buildDefinition(
  text: DefinitionText,
  { fields, limitWatched }: { fields: Definition['fields']; limitWatched: boolean },
  warn: Warn,
): Definition {
  for (const [name, options] of Object.entries(text.catalogues)) optionsOf(options, ['catalogues', name], warn);
  return {
    key: text.process,
    kind: text.kind,
    name: nameOf(text.name, text.process, ['name'], warn),
    calendar: text.calendar,
    limit: limitOf(text.limit),
    fields,
    stages: buildStages(text.stages, { fields, warn }),
    closed: mapValues(text.closed, (closing, key) => closingOf(closing, key, warn)),
    moves: text.moves.map((move, i) => moveOf(move, i, warn)),
    language: 2,
    ...used({
      limitWatched: limitWatched || undefined,
      undo: text.undo,
      events: eventNames(text.events, warn),
      on: reactionsOf(text.on, fields),
      lights: lightsOf(text.lights, ['lights'], warn),
      tactics: text.tactics?.map((tactic, i) => tacticOf(tactic, i, warn)),
      who: text.who && used(text.who),
      approval: text.approval,
    }),
  };
}

/** A list of keys says no names, as texts did before events could have any: nothing of it is in the definition. */
function eventNames(given: DefinitionText['events'], warn: Warn): Definition['events'] {
  const names = Object.entries(given).flatMap(([key, name]) => {
    const words = wordsOf(name, ['events', key], warn);
    return words ? [[key, words] as const] : [];
  });
  return names.length > 0 ? Object.fromEntries(names) : undefined;
}

function closingOf(closing: ClosingText, key: string, warn: Warn): ClosingDefinition {
  return {
    name: nameOf(closing.name, key, ['closed', key], warn),
    // What the key has to say for itself was checked before (`crossProblems`).
    result: closing.result ?? (key as ClosingDefinition['result']),
    require: requirementsOf(closing.require),
    who: closing.who ?? [],
    reopen: closing.reopen ?? null,
    ...used({ starts: startsOf(closing.start) }),
  };
}

function moveOf({ name, undo, ...move }: MoveText, i: number, warn: Warn): MoveDefinition {
  const words = wordsOf(name, ['moves', i, 'name'], warn) ?? undefined;
  return { ...move, when: move.when ?? null, ...used({ name: words, undo }) };
}

function tacticOf({ when, light, say }: NonNullable<DefinitionText['tactics']>[number], i: number, warn: Warn): Tactic {
  return { when, light, say: wordsOf(say, ['tactics', i, 'say'], warn) ?? { en: '', ru: '' } };
}
