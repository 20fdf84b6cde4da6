import type { Limit } from '../definition';
import { fieldProblem } from '../fields/field-value';
import { same } from '../same';
import type { Clock } from '../snapshot';
import type { Fields } from '../types';
import { askClock, askPlan, changeClocks } from './clocks';
import { currentStages, type Draft } from './draft';
import { Refused } from './refuse';

/** Puts fields in place, and asks anew for the instants of clocks that hang on one of them. */
export function setFields(draft: Draft, fields: Fields): void {
  const changed = new Set(
    Object.keys(fields).filter((key) => !same(draft.at.fields[key] ?? null, fields[key] ?? null)),
  );
  if (changed.size === 0) return;
  draft.at.fields = { ...draft.at.fields, ...fields };
  const isMoved = (limit: Limit | null | undefined) => limit && limit.due.by !== 'span' && changed.has(limit.due.field);
  const hangs = (clock: Clock | null): clock is Clock => Boolean(isMoved(clock?.limit));
  if (isMoved(draft.definition.limit)) askPlan(draft);
  changeClocks(draft, (subject, clock) =>
    hangs(clock) ? askClock(draft, subject, { ...clock, light: 'on time', ...(clock.rungs && { climbed: 0 }) }) : clock,
  );
}

/** Takes fields that came with a command. @throws Refused with every field that is not known or not valid. */
export function takeFields(draft: Draft, fields: Fields | undefined): void {
  if (!fields) return;
  const problems = Object.entries(fields).flatMap(([key, value]) => {
    // Own keys only: a caller may send any name, such as `constructor`.
    const field = Object.hasOwn(draft.definition.fields, key) && draft.definition.fields[key];
    if (!field) return [{ code: 'UnknownField', params: { field: key } }];
    const problem = value === null ? null : fieldProblem(field, value);
    return problem ? [{ code: problem.code, params: { field: key, ...problem.params } }] : [];
  });
  const first = problems[0];
  if (first) throw new Refused(first.code === 'UnknownField' ? 'UnknownField' : 'FieldInvalid', problems);
  setFields(draft, fields);
}

/** What it took to come into the stage stays set while it is there, whatever brings the fields. @throws Refused */
export function mustKeepRequired(draft: Draft, fields: Fields | undefined): void {
  if (!fields) return;
  const required = new Set(currentStages(draft).flatMap(([, { enter }]) => enter.fields));
  const emptied = Object.keys(fields).filter((key) => required.has(key) && (draft.at.fields[key] ?? null) === null);
  if (emptied.length > 0)
    throw new Refused(
      'FieldMissing',
      emptied.map((field) => ({ code: 'FieldMissing', params: { field } })),
    );
}
