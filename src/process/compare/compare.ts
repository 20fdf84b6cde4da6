import type { ClosingDefinition, Definition, FieldDefinition, FreeAct, Who } from '../definition';
import { same } from '../same';
import type { Text } from '../types';
import { type Aspect, type Aspects, byParts, members, value, words } from './aspects';
import { called, type Difference, differ, type Place, within } from './difference';
import { limit, span } from './limits';
import { moves } from './moves';
import { events, requirements } from './parts';
import { findRenamed, inNewNames, type Renamed } from './renamed';
import { rights } from './rights';
import { showPlain } from './show';
import { type OldNames, order, stages } from './stages';

/**
 * What is different between two definitions of a process, by what it means and not by lines of text: none, where the
 * same runs. Stages and tasks that were renamed are found again by their names, and are told as renamed.
 */
export function compare(from: Definition, to: Definition): Difference[] {
  const renamed = findRenamed(from, to);
  const old = inNewNames(from, renamed);
  const at: Place = { path: [], named: { en: 'The process', ru: 'Процесс' }, touches: 'all' };
  return [
    ...renames(renamed, to),
    ...order(old.stages, to.stages, within(at, 'stages')),
    ...byParts(definitionAspects(oldNames(renamed)), old, to, at),
  ];
}

const oldNames = ({ stages: old, tasks }: Renamed): OldNames => ({
  stage: (key) => old.get(key) ?? key,
  task: (stage, key) => tasks.get(stage)?.get(key) ?? key,
});

function renames(renamed: Renamed, to: Definition): Difference[] {
  const { stage, task } = oldNames(renamed);
  const placed = (path: string[], named: Text, touches: Place['touches']) => ({ path, named, touches });
  return [
    ...[...renamed.stages].map(([key, was]) => {
      const named = called(null, 'stage', 'этап', to.stages[key]?.name ?? { en: key, ru: key });
      return differ(
        'StageRenamed',
        placed(['stages', key], named, [{ stage: was }]),
        { from: was, to: key },
        showPlain,
      );
    }),
    ...[...renamed.tasks].flatMap(([key, tasks]) =>
      [...tasks].map(([is, was]) => {
        const named = called(null, 'task', 'задача', to.stages[key]?.tasks[is]?.name ?? { en: is, ru: is });
        const spot = { stage: stage(key), task: task(key, is) };
        return differ(
          'TaskRenamed',
          placed(['stages', key, 'tasks', is], named, [spot]),
          { from: was, to: is },
          showPlain,
        );
      }),
    ),
  ];
}

const FIELD: Aspects<FieldDefinition> = {
  type: value('FieldTypeChanged'),
  name: words,
  hint: words,
  options: members<Text>({
    added: 'OptionAdded',
    removed: 'OptionRemoved',
    place: (key, at) => within(at, key),
    compare: words,
  }),
  default: value('DefaultChanged'),
  edit: rights('workers'),
};

const fields = members<FieldDefinition>({
  added: 'FieldAdded',
  removed: 'FieldRemoved',
  place: (key, at, { name }, became) => ({
    ...within(at, key),
    named: called(null, 'field', 'поле', name),
    touches: became === 'added' ? 'nobody' : 'all',
  }),
  compare: (from, to, at) => byParts(FIELD, from, to, at),
});

const eventNames: Aspect<Definition['events']> = (from, to, at) =>
  [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])].flatMap((key) =>
    same(from?.[key], to?.[key]) ? [] : words(from?.[key], to?.[key], within(at, key)),
  );

const CLOSING: Aspects<ClosingDefinition> = {
  name: words,
  result: value('ResultChanged'),
  require: requirements,
  who: rights('nobody'),
  reopen: (from, to, at) => [
    ...(from?.to === to?.to
      ? []
      : [differ('ReopenChanged', within(at, 'to'), { from: from?.to, to: to?.to }, showPlain)]),
    ...(from && to && from.who !== to.who ? rightsUnlessSame(from.who, to.who, within(at, 'who')) : []),
  ],
  starts: value('EffectChanged'),
};

const closings = members<ClosingDefinition>({
  added: 'ClosingAdded',
  removed: 'ClosingRemoved',
  place: (key, at, { name }) => ({ ...within(at, key), named: called(null, 'closing', 'закрытие', name) }),
  compare: (from, to, at) => byParts(CLOSING, from, to, at),
});

/** Rights on acts that the definition may speak of; where it does not, whoever works on a deal has them. */
const who: Aspect<Definition['who']> = (from = {}, to = {}, at) =>
  [...new Set([...Object.keys(from), ...Object.keys(to)] as FreeAct[])].flatMap((act) =>
    rightsUnlessSame(
      from[act],
      to[act],
      {
        ...within(at, act),
        named: called(at.named, 'right to', 'право', { en: act, ru: act }),
      },
      'workers',
    ),
  );

function rightsUnlessSame(
  from: readonly Who[] | undefined,
  to: readonly Who[] | undefined,
  at: Place,
  unsaid: 'nobody' | 'workers' = 'nobody',
): Difference[] {
  return JSON.stringify(from) === JSON.stringify(to) ? [] : rights(unsaid)(from, to, at);
}

const definitionAspects = (old: OldNames): Aspects<Definition> => ({
  key: value('KindChanged'),
  kind: value('KindChanged'),
  name: words,
  calendar: value('CalendarChanged'),
  limit,
  fields,
  stages: stages(old),
  closed: closings,
  moves: moves(old),
  language: value('LanguageChanged'),
  limitWatched: value('EscalationChanged'),
  undo: span('UndoChanged'),
  events: eventNames,
  on: events,
  lights: value('LightsChanged'),
  tactics: value('LightsChanged'),
  who,
  approval: value('ApprovalChanged'),
});
