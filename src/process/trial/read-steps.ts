import type { NoticeCode } from '../decision';
import type { Problem } from '../language/finding';
import { OUTSIDE } from './cast';
import type { Ask, Expects, Moment, Step } from './example';
import type { Names } from './example-names';
import type { ExpectsText, StepText } from './example-schema';
import { ACT_EXAMPLES, PASS_EXAMPLES, readAct, readMoment, readPassing, type Said } from './sentences';

type Path = Problem['path'];
type ActText = { fields: Readonly<Record<string, unknown>>; until?: string | undefined };

/** Reads one step. `path` is where the step stands, `place` where its sentence does. null: it has a fault, which is noted. */
export function readStep(text: StepText, names: Names, path: Path, place: Path): Step | null {
  if ('then' in text) return { step: 'then', text: 'then', expects: readExpects(text.then, names, place) };
  if ('refused' in text) {
    const said = heard(text.refused, text, names, path, place);
    return said && { step: 'ask', text: text.refused, ...said, refused: { because: text.because ?? null } };
  }
  const time = readPassing(text.when);
  if (time) return { step: 'pass', text: text.when, time };
  const said = heard(text.when, text, names, path, place);
  return said && { step: 'ask', text: text.when, ...said, refused: null };
}

/** Reads a sentence and what stands beside it, and holds their names against what there is. */
function heard(sentence: string, beside: ActText, names: Names, path: Path, place: Path) {
  const said = readAct(sentence);
  if (!said) {
    names.fault(
      'Unreadable',
      place,
      `'${sentence}' cannot be read: write ${ACT_EXAMPLES}; or, for time, ${PASS_EXAMPLES}.`,
    );
    return null;
  }
  if (said.who !== OUTSIDE) names.person(said.who, place);
  checkNames(said.ask, names, place);
  return { who: said.who, ask: filled(said, beside, names, path, place) };
}

function checkNames(ask: Ask, names: Names, place: Path): void {
  if (ask.type === 'complete') names.outcome(ask.task, ask.outcome, place);
  if (ask.type === 'claim' || ask.type === 'delegate' || ask.type === 'cancel task') names.task(ask.task, place);
  if (ask.type === 'reassign' || ask.type === 'delegate') names.person(ask.to, place);
  if (ask.type === 'add task') names.person(ask.assignee, place);
  if (ask.type === 'move') names.stage(ask.to, place);
  if (ask.type === 'skip') names.stage(ask.stage, place);
  if (ask.type === 'close') names.closing(ask.outcome, place);
  if (ask.type === 'event' || (ask.type === 'wait' && ask.event !== null)) names.event(ask.event ?? '', place);
}

/** The act with the fields and the moment that stand beside its sentence, where it takes some. */
function filled({ ask, amends }: Said, beside: ActText, names: Names, path: Path, place: Path): Ask {
  const values = names.values(beside.fields, [...path, 'fields']);
  const until = momentOf(beside.until, names, [...path, 'until']);
  const takesFields = 'fields' in ask;
  if (!takesFields && Object.keys(values).length > 0)
    names.fault('UnknownKey', [...path, 'fields'], 'What is asked here takes no fields.');
  if (until && ask.type !== 'complete' && ask.type !== 'add task')
    names.fault('UnknownKey', [...path, 'until'], "Only answers that wait and tasks that are added take 'until'.");
  if (ask.type === 'complete') return { ...ask, fields: values, until };
  if (ask.type === 'add task') return { ...ask, until };
  if (ask.type === 'amend' && amends)
    return { ...ask, fields: { ...names.said(amends.field, amends.value, place), ...values } };
  return takesFields ? { ...ask, fields: values } : ask;
}

function momentOf(text: string | undefined, names: Names, path: Path): Moment | null {
  const read = text === undefined ? null : readMoment(text);
  if (text !== undefined && !read)
    names.fault('Unreadable', path, `'${text}' is no time: write '3 days' or 2026-03-20 10:00.`);
  return read;
}

function readExpects(
  { stage, told, branches, fields, owner, ...rest }: ExpectsText,
  names: Names,
  path: Path,
): Expects {
  const each = (list: readonly string[] | undefined, key: string, check: (name: string, path: Path) => void) =>
    list?.forEach((name, i) => void check(name, [...path, key, i]));
  if (stage !== undefined) names.state(stage, [...path, 'stage']);
  if (owner !== undefined) names.person(owner, [...path, 'owner']);
  for (const [key, step] of Object.entries(branches ?? {})) names.branch(key, step, [...path, 'branches', key]);
  each(rest.open, 'open', names.task);
  for (const key of ['due soon', 'overdue', 'escalated'] as const) each(rest[key], key, names.subject);
  return {
    ...(stage !== undefined && { stage }),
    ...(owner !== undefined && { owner }),
    ...(branches && { branches }),
    ...(fields && { fields: names.values(fields, [...path, 'fields']) }),
    ...(told && { told: readTold(told, names, [...path, 'told']) }),
    ...(rest as Omit<Expects, 'told' | 'fields'>),
  };
}

/** Somebody by name, or everybody of a role or a team. */
function readTold(told: NonNullable<ExpectsText['told']>, names: Names, path: Path): NonNullable<Expects['told']> {
  const entries: [string, readonly NoticeCode[] | null][] = Array.isArray(told)
    ? told.map((name) => [name, null])
    : Object.entries(told);
  entries.forEach(([name], i) => {
    const at = [...path, Array.isArray(told) ? i : name];
    if (!/^(role|team) [a-z][a-z0-9-]*$/.test(name)) names.person(name, at);
  });
  return Object.fromEntries(entries);
}
