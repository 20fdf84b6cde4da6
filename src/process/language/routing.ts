import { z } from 'zod';
import type { FieldDefinition, FieldType, Kind } from '../definition';
import { evaluate, typeProblem } from '../fields/condition';
import type { Fields } from '../types';
import { type Finding, type Problem, problem } from './finding';
import { KEY } from './names';
import { schemaWords } from './words';
import { readYaml } from './yaml';

/** One line of the rule that says which process a new lead or sale gets. */
export interface RoutingRule {
  kind: Kind;
  /** CEL over the routing facts; null: always. */
  when: string | null;
  process: string;
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
 * condition cannot be evaluated does not hold. null: no line is left, which the reader of the rule refuses.
 */
export function chooseProcess(rules: readonly RoutingRule[], { kind, ...facts }: RoutingFacts): string | null {
  const holds = ({ when }: RoutingRule) => when === null || evaluate(when, ROUTING_FIELDS, facts).holds === true;
  return rules.find((rule) => rule.kind === kind && holds(rule))?.process ?? null;
}

/** Reads the rule from its YAML text: a list of lines. */
export function readRouting(text: string): { rules: RoutingRule[] } | { rules?: undefined; findings: Finding[] } {
  const read = readYaml(text);
  if ('findings' in read) return read;
  const { source } = read;
  const result = RULES.safeParse(source.data, { error: schemaWords, reportInput: true });
  const found = result.success ? lineProblems(result.data) : result.error.issues.map(problemOf);
  if (!result.success || found.length > 0) return { findings: found.map(source.locate) };
  return { rules: result.data };
}

const RULES = z.array(
  z.strictObject({
    kind: z.enum(['lead', 'sale']),
    when: z
      .string()
      .optional()
      .transform((when) => when ?? null),
    process: z.string().regex(KEY, "This cannot be a process's key."),
  }),
);

function lineProblems(rules: readonly RoutingRule[]): Problem[] {
  const conditions = rules.flatMap(({ when }, i) => {
    const found = when === null ? null : typeProblem(when, ROUTING_FIELDS);
    return found ? [problem('ConditionUnsound', [i, 'when'], found)] : [];
  });
  const open = (['lead', 'sale'] as const).filter(
    (kind) => !rules.some((one) => one.kind === kind && one.when === null),
  );
  return [
    ...conditions,
    ...open.map((kind) =>
      problem('Missing', [], `A ${kind} for which no line holds gets no process: end with one without 'when'.`),
    ),
  ];
}

const problemOf = (issue: z.core.$ZodIssue): Problem =>
  problem(
    'WrongValue',
    issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
    issue.message,
  );
