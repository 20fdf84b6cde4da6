import { END } from '../definition';
import { formatMoney } from '../fields/money';
import { lightsOf } from '../lights';
import { openTasks } from '../machine/draft';
import { branchSubject, type Clock, type Light, PROCESS, type Snapshot, STAGE } from '../snapshot';
import type { Fields, FieldValue, Text } from '../types';
import type { Expects } from './example';
import { taskKeyOf } from './example-names';
import type { Played } from './play';
import { standing } from './run';
import { toldBy, wishesOf } from './told';

/** How it should have stood, and how it stands instead. */
export interface Mismatch {
  /** The key of `then` that does not hold. */
  what: keyof Expects;
  says: Text;
}

type Check = (played: Played, since: number) => readonly [wanted: string, found: string];
type Wanted<K extends keyof Expects> = NonNullable<Expects[K]>;

/** What of a `then` does not hold. `since`: the first event whose wishes count. */
export function mismatches(expects: Expects, played: Played, since: number): Mismatch[] {
  return (Object.keys(expects) as (keyof Expects)[]).flatMap((what): Mismatch[] => {
    const wanted = expects[what];
    if (wanted === undefined) return [];
    const [should, is] = (CHECKS[what] as (wanted: unknown) => Check)(wanted)(played, since);
    return should === is ? [] : [{ what, says: said(what, should, is) }];
  });
}

const said = (what: string, wanted: string, found: string): Text => ({
  en: `${what}: ${wanted} was expected, but it is ${found}`,
  ru: `${what}: ожидалось ${wanted}, а вышло ${found}`,
});

const CHECKS: { [K in keyof Required<Expects>]: (wanted: Wanted<K>) => Check } = {
  stage:
    (wanted) =>
    ({ run }) => [wanted, standing(run).state],
  owner:
    (wanted) =>
    ({ run, cast }) => [cast.idOf(wanted, standing(run).owner), standing(run).owner],
  waiting:
    (wanted) =>
    ({ run }) => [String(wanted), String(standing(run).wait !== null)],
  branches:
    (wanted) =>
    ({ run }) => [pairs(wanted), pairs(branchesOf(standing(run), Object.keys(wanted)))],
  open:
    (wanted) =>
    ({ run }) => [list(wanted), list(openTasks(standing(run)).map((task) => task.task ?? 'by-hand'))],
  'due soon': (wanted) => clocksThatShow(wanted, ['due soon']),
  overdue: (wanted) => clocksThatShow(wanted, ['overdue', 'escalated']),
  escalated: (wanted) => clocksThatShow(wanted, ['escalated']),
  fields:
    (wanted) =>
    ({ run }) => [pairs(shownAll(wanted)), pairs(shownAll(picked(standing(run).fields, wanted)))],
  told: (wanted) => (played, since) => toldCheck(wanted, played, since),
  mails: (wanted) => wished(wanted, (wishes) => wishesOf(wishes, 'mail').map(({ template }) => template)),
  webhooks: (wanted) => wished(wanted, (wishes) => wishesOf(wishes, 'webhook').map(({ hook }) => hook)),
  starts: (wanted) => wished(wanted, (wishes) => wishesOf(wishes, 'start').map(({ process }) => process)),
  light:
    (wanted) =>
    ({ run }) => [wanted, lightsOf(run.definition, standing(run), run.now).deal?.light ?? 'none'],
  tactics:
    (wanted) =>
    ({ run }) => [String(wanted), String(lightsOf(run.definition, standing(run), run.now).tactics.length)],
};

/** The subjects whose clocks show one of these lights, tasks by their keys in the definition. */
export function subjectsThatShow(snapshot: Snapshot, lights: readonly Light[]): string[] {
  const clocks: [string, Clock | null | undefined][] = [
    [STAGE, snapshot.clock],
    [PROCESS, snapshot.processClock],
    ...Object.entries(snapshot.branches ?? {}).map(
      ([key, { clock }]) => [branchSubject(key), clock] as [string, Clock],
    ),
    ...openTasks(snapshot).map(({ key, clock }) => [taskKeyOf(key), clock] as [string, Clock]),
  ];
  return clocks.flatMap(([subject, clock]) => (clock && lights.includes(clock.light) ? subject : []));
}

const clocksThatShow =
  (wanted: readonly string[], lights: readonly Light[]): Check =>
  ({ run }) => [list(wanted), list(subjectsThatShow(standing(run), lights))];

const wished =
  (wanted: readonly string[], names: (wishes: Played['run']['wishes'][number]) => readonly string[]): Check =>
  ({ run }, since) => [list(wanted), list(run.wishes.slice(since).flatMap(names))];

/** By id, since an example may call the same person by their name or as the owner. */
function toldCheck(wanted: Wanted<'told'>, { run, cast }: Played, since: number): readonly [string, string] {
  const { owner } = standing(run);
  const named = Object.entries(wanted).map(([name, about]) => [cast.idOf(name, owner), about] as const);
  const loose = new Set(named.flatMap(([id, about]) => (about === null ? id : [])));
  const told = run.events.slice(since).flatMap((_, i) => toldBy(run, since + i));
  const show = (id: string, about: string) => run.world.people.nameOf(id) + (loose.has(id) ? '' : ` (${about})`);
  const expected = named.flatMap(([id, about]) =>
    about === null ? [show(id, '')] : about.map((one) => show(id, one)),
  );
  // Somebody who was not expected at all is shown with what they were told of.
  return [list(expected), list(told.map(({ who, about }) => show(who, about)))];
}

const branchesOf = ({ branches = {} }: Snapshot, keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [key, branches[key] ? (branches[key].at ?? END) : '-']));

const picked = (fields: Fields, by: Fields): Fields =>
  Object.fromEntries(Object.keys(by).map((key) => [key, fields[key] ?? null]));

const shownAll = (fields: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, shownValue(value)]));

/** A field's value as the text of a definition has it. */
export function shownValue(value: FieldValue): string {
  if (value === null) return 'nothing';
  return typeof value === 'object' ? `${formatMoney(value)} ${value.currency}` : String(value);
}

const list = (names: readonly string[]): string => `[${[...new Set(names)].sort().join(', ')}]`;

const pairs = (map: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`;
