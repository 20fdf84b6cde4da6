import type { Definition, LightRule, Limit, Reaction, Requirements, Rung, RungAct, StartRule } from '../../definition';
import { mapValues } from '../../map-values';
import type { Fields } from '../../types';
import type { DefinitionText } from '../schema/definition';
import type { LimitText } from '../schema/limit';
import type { StageText } from '../schema/stage';
import type { OutcomeText, TaskText } from '../schema/task';
import { readValue } from '../shorthand';
import { type Path, used, type Warn, wordsOf } from './words';

type FieldDefinitions = Definition['fields'];

/** The share of a limit after which it is due soon, and when it is escalated, where a text does not say. */
const DUE_SOON_PCT = 70;
const ESCALATE = { amount: 1, unit: 'day', working: true } as const;

export const limitOf = (limit: LimitText | undefined): Limit | null =>
  limit
    ? {
        due: limit.due,
        dueSoonPct: limit['due soon'] ?? DUE_SOON_PCT,
        escalateAfter: limit.escalate ? limit.escalate.later : ESCALATE,
        ...used({ ladder: limit.ladder?.map(rungOf) }),
      }
    : null;

type RungText = NonNullable<LimitText['ladder']>[number];

const rungOf = (rung: RungText): Rung => ({ after: rung.at, does: rungActOf(rung) });

/** What a step of a ladder does: the schema has seen that it says one thing. */
function rungActOf({ notify, open, mail, who, webhook, reassign, move }: RungText): RungAct {
  if (notify !== undefined) return { act: 'notify', who: notify };
  if (open !== undefined) return { act: 'open', task: open };
  if (mail !== undefined) return { act: 'mail', template: mail, who: who ?? 'owner' };
  if (webhook !== undefined) return { act: 'webhook', hook: webhook };
  return reassign !== undefined ? { act: 'reassign', to: reassign } : { act: 'move', to: move ?? '' };
}

export const requirementsOf = (given: StageText['require']): Requirements => ({
  fields: given?.fields ?? [],
  condition: given?.condition ?? null,
});

type OnText = NonNullable<DefinitionText['on']>;

/** What is taken from outside, event by event. */
export const reactionsOf = (on: OnText | undefined, fields: FieldDefinitions) =>
  on && mapValues(on, (reactions) => reactions.map((one) => reactionOf(one, fields)));

const reactionOf = (one: OnText[string][number], fields: FieldDefinitions): Reaction => ({
  when: one.when ?? null,
  take: one.take,
  set: valuesOf(one.set, fields),
  to: one.to ?? null,
  ...used({ endsBranches: one['ends branches'] || undefined }),
});

/** Values for fields, as the engine keeps them. */
export const valuesOf = (set: Readonly<Record<string, unknown>>, fields: FieldDefinitions): Fields =>
  mapValues(set, (value, field) => readValue(fields[field]?.type, value) as Fields[string]);

export const startsOf = (starts: OutcomeText['start']): StartRule[] | undefined =>
  starts?.map(({ process, when, fields }) => ({ process, when: when ?? null, fields }));

type LightText = NonNullable<TaskText['lights']>[number];

export const lightsOf = (lights: LightText[] | undefined, path: Path, warn: Warn): LightRule[] | undefined =>
  lights?.map(({ when, light, say }, i) => ({ when, light, say: wordsOf(say, [...path, i, 'say'], warn) }));
