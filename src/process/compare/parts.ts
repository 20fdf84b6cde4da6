import type { EventKey, Reaction, Requirements } from '../definition';
import { type Aspect, byParts, listed, members, value } from './aspects';
import { called, within } from './difference';

/** CEL, or null for always. */
export const condition: Aspect<string | null | undefined> = value('ConditionChanged');

/** Fields that are asked for: more of them is tighter. */
export const asked = listed('RequirementTightened', 'RequirementLoosened');

/** A requirement: its fields; a condition that came is tighter, one that went is looser. */
export const requirements: Aspect<Requirements> = (from, to, at) =>
  byParts<Requirements>(
    {
      fields: asked,
      condition: (before, after, place) =>
        before !== null && after !== null
          ? condition(before, after, place)
          : asked(before === null ? [] : [before], after === null ? [] : [after], place),
    },
    from,
    to,
    at,
  );

/** What is done about events from outside. */
export const events: Aspect<Readonly<Record<EventKey, readonly Reaction[]>> | undefined> = members<readonly Reaction[]>(
  {
    added: 'EventAdded',
    removed: 'EventRemoved',
    place: (key, at) => ({
      ...within(at, key),
      named: called(at.named, 'event', 'событие', { en: key, ru: key }),
    }),
    compare: value('EventChanged'),
  },
);
