import { z } from 'zod';
import type { FieldDefinition, FieldType, Kind } from '../definition';
import { holds } from '../fields/condition';
import type { Fields } from '../types';
import { type Finding, type Problem, problem } from './finding';
import { createGuess, type Guess } from './guess';
import type { Known } from './known';
import { KEY } from './names';
import { problemsOf } from './problems';
import { conditionProblem, unknown } from './schema/condition-fields';
import { fault, part, shorthand } from './schema/parts';
import { readTrialShare } from './shorthand';
import { schemaWords } from './words';
import { placeAll, readYaml } from './yaml';

/** One line of the rule that says which process a new lead or sale gets. */
export interface RoutingRule {
  kind: Kind;
  /** CEL over the routing facts; null: always. */
  when: string | null;
  process: string;
  /** A share of the new ones goes another way, to see how that does. Absent where there is no trial. */
  trial?: Trial;
}

/** Another process, or another version of the same one, for a share of the new ones. */
export interface Trial {
  process?: string;
  version?: number;
  sharePct: number;
}

/** What a new lead or sale runs on; null: the version of the process that is in force. */
export interface Choice {
  process: string;
  version: number | null;
}

/** What is known of a new lead or sale when its process is chosen; what is not known counts as empty. */
export type RoutingFacts = { kind: Kind } & Fields;

const fact = (type: FieldType, en: string, ru: string, byDefault: Fields[string]): FieldDefinition => ({
  type,
  name: { en, ru },
  options: {},
  default: byDefault,
});

/** The facts that a line may ask for. */
export const ROUTING_FIELDS: Readonly<Record<string, FieldDefinition>> = {
  source: fact('text', 'Source', 'Источник', ''),
  segment: fact('text', 'Segment', 'Сегмент', ''),
  lineOfBusiness: fact('text', 'Line of business', 'Направление', ''),
  amount: fact('money', 'Amount', 'Сумма', null),
};

/**
 * The process that a new lead or sale gets: that of the first line for its kind that holds. A line whose
 * condition cannot be evaluated does not hold. Where the line has a trial, the instance's id says whether it is
 * part of it, so that asking again gives the same answer. null: no line is left, which the reader of the rule refuses.
 */
export function chooseProcess(
  rules: readonly RoutingRule[],
  { kind, ...facts }: RoutingFacts,
  instanceId: string,
): Choice | null {
  const rule = rules.find((one) => one.kind === kind && holds(one.when, ROUTING_FIELDS, facts));
  if (!rule) return null;
  const { process, trial } = rule;
  if (!trial || armOf(instanceId, trial.sharePct) === 'usual') return { process, version: null };
  return { process: trial.process ?? process, version: trial.version ?? null };
}

/** Whether an instance is part of a trial that takes such a share, in percent, of the new ones. The id alone says it. */
export const armOf = (instanceId: string, sharePct: number): 'trial' | 'usual' =>
  spread(instanceId) * 100 < sharePct ? 'trial' : 'usual';

/** A number from 0 up to 1 that follows from a text: FNV-1a over its letters, then mixed, since ids share their heads. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Reads the rule from its YAML text: a list of lines. */
export function readRouting(
  text: string,
  known: Pick<Known, 'processes'> = {},
): { rules: RoutingRule[] } | { rules?: undefined; findings: Finding[] } {
  const read = readYaml(text);
  if ('findings' in read) return read;
  const { source } = read;
  const result = RULES.safeParse(source.data, { error: schemaWords, reportInput: true });
  const guess = createGuess();
  const found = result.success
    ? lineProblems(result.data, known, guess)
    : result.error.issues.flatMap((one) => problemsOf(one, guess));
  if (!result.success || found.length > 0) return { findings: placeAll(source, found) };
  return { rules: result.data };
}

const processKey = z.string().regex(KEY, "This cannot be a process's key.");

const trial = part({
  process: processKey.optional(),
  version: z.int().min(1).optional(),
  share: shorthand(readTrialShare, "a share such as '20 %', from 1 to 99"),
})
  .superRefine(({ process, version }, context) => {
    if ((process === undefined) === (version === undefined))
      context.addIssue(fault('PartsClash', "A trial is of another 'process', or of a 'version' of this one."));
  })
  .transform(({ share, ...other }): Trial => ({ ...other, sharePct: share }));

const RULES = z.array(
  part({
    kind: z.enum(['lead', 'sale']),
    when: z
      .string()
      .optional()
      .transform((when) => when ?? null),
    process: processKey,
    trial: trial.optional(),
  }),
);

function lineProblems(rules: readonly RoutingRule[], { processes }: Pick<Known, 'processes'>, guess: Guess): Problem[] {
  const conditions = rules.flatMap(({ when }, i) => {
    const found = when === null ? null : conditionProblem(when, ROUTING_FIELDS, guess);
    return found ? [problem('ConditionUnsound', [i, 'when'], found)] : [];
  });
  const open = (['lead', 'sale'] as const).filter(
    (kind) => !rules.some((one) => one.kind === kind && one.when === null),
  );
  const named = rules.flatMap(({ process, trial: tried }, i) => [
    { key: process, path: [i, 'process'] },
    ...(tried?.process === undefined ? [] : [{ key: tried.process, path: [i, 'trial', 'process'] }]),
  ]);
  return [
    ...conditions,
    ...named
      .filter(({ key }) => processes && !processes.has(key))
      .map(({ key, path }) => problem('UnknownProcess', path, unknown('process', key, guess(key, processes ?? [])))),
    ...open.map((kind) =>
      problem('Missing', [], `A ${kind} for which no line holds gets no process: end with one without 'when'.`),
    ),
  ];
}
