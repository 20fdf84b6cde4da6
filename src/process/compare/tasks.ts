import type { OutcomeDefinition, TaskDefinition } from '../definition';
import { same } from '../same';
import type { Text } from '../types';
import { type Aspect, type Aspects, byParts, members, value, words } from './aspects';
import { called, differ, within } from './difference';
import { limit } from './limits';
import { asked, condition } from './parts';
import { rights } from './rights';
import { showAssignee, showDuration, showPlain } from './show';

const OUTCOME: Aspects<OutcomeDefinition> = {
  name: words,
  // Told as one, by `leads`.
  to: () => [],
  routes: () => [],
  ask: asked,
  set: value('EffectChanged'),
  wait: value('EffectChanged'),
  waitFor: value('EffectChanged'),
  again: value('EffectChanged'),
  when: condition,
  who: rights('workers'),
  opens: value('EffectChanged'),
  starts: value('EffectChanged'),
  endsBranches: value('EffectChanged'),
  undo: value('UndoChanged'),
};

const outcomes = members<OutcomeDefinition>({
  added: 'OutcomeAdded',
  removed: 'OutcomeRemoved',
  place: (key, at, { name }) => ({ ...within(at, key), named: called(at.named, 'outcome', 'исход', name) }),
  compare: (from, to, at) => [...leads(from, to, at), ...byParts(OUTCOME, from, to, at)],
});

/** Where an outcome leads: by its ways, where it has some. */
const leads: Aspect<OutcomeDefinition> = (from, to, at) => {
  const [before, after] = [from.routes ?? from.to, to.routes ?? to.to];
  return same(before, after) ? [] : [differ('TargetChanged', within(at, 'to'), { from: before, to: after }, showPlain)];
};

const showRepeat = (repeat: TaskDefinition['repeat']): Text => {
  const span = showDuration(repeat?.every);
  const until = repeat?.until ? { en: ` until ${repeat.until}`, ru: ` до ${repeat.until}` } : { en: '', ru: '' };
  return { en: span.en + until.en, ru: span.ru + until.ru };
};

/** Required is tighter: the stage is held until the task is done. */
const required: Aspect<boolean> = (_from, to, at) => [
  differ(
    to ? 'RequirementTightened' : 'RequirementLoosened',
    at,
    { what: { en: 'this task', ru: 'эта задача' } },
    (what) => what,
  ),
];

const TASK: Aspects<TaskDefinition> = {
  name: words,
  guidance: words,
  assignee: value('AssigneeChanged', showAssignee),
  required,
  when: condition,
  after: value('ComesAfterChanged'),
  limit,
  outcomes,
  repeat: value('RepeatChanged', showRepeat),
  onCall: value('OnCallChanged'),
  eachTime: value('RepeatChanged'),
  lights: value('LightsChanged'),
};

/** The tasks of a stage. A new one touches the deals at the stage, the others those that have it open. */
export const tasks = (oldStage: string, oldTask: (key: string) => string) =>
  members<TaskDefinition>({
    added: 'TaskAdded',
    removed: 'TaskRemoved',
    place: (key, at, { name }, became) => ({
      ...within(at, key),
      named: called(at.named, 'task', 'задача', name),
      touches: became === 'added' ? at.touches : [{ stage: oldStage, task: oldTask(key) }],
    }),
    compare: (from, to, at) => byParts(TASK, from, to, at),
  });
