import { z } from 'zod';
import { type Finding, type Problem, problem } from '../../process/language/finding';
import { createGuess, type Guess } from '../../process/language/guess';
import { problemsOf } from '../../process/language/problems';
import { conditionProblem, unknown } from '../../process/language/schema/condition-fields';
import { fault, part } from '../../process/language/schema/parts';
import { schemaWords } from '../../process/language/words';
import { placeAll, readYaml } from '../../process/language/yaml';
import { DISTRIBUTION_FIELDS } from './facts';
import { type DistributionRule, isPerson, THE_LEADS, WAYS } from './rule';

/** Who and what an installation has, as rules may name it. */
export interface KnownPeople {
  /** Ids of those who work here, by e-mail address in small letters. */
  people: ReadonlyMap<string, string>;
  roles: ReadonlySet<string>;
  teams: ReadonlySet<string>;
  skills: ReadonlySet<string>;
  lines: ReadonlySet<string>;
}

const words = z.string().trim().min(1, 'This must not be empty.').max(200, 'This is longer than 200 letters.');

const Several = part({
  role: words.optional(),
  team: words.optional(),
  skill: words.optional(),
  line: words.optional(),
  language: z
    .string()
    .regex(/^(?:[a-z]{2}|the lead's)$/, `This must be two letters, as in 'ru', or '${THE_LEADS}'.`)
    .optional(),
}).refine(
  ({ role, team, skill, line }) => [role, team, skill].some(Boolean) || (line !== undefined && line !== THE_LEADS),
  { error: "Say whose turn it is: a 'role', a 'team', a 'skill' or a 'line'." },
);

const To = z.union([part({ person: words }), Several]);

const RULES = z
  .array(
    part({
      name: part({ en: words, ru: words }).optional(),
      when: z.string().optional(),
      to: z.unknown().refine((given) => given !== undefined, { error: "'to' is missing." }),
      how: z.enum(WAYS).optional(),
      keeper: words.optional(),
    }).superRefine(({ to, how, keeper }, context) => {
      if ((how === 'queue') !== (keeper !== undefined))
        context.addIssue(fault('PartsClash', "A queue has a 'keeper', who owns its leads until they are claimed."));
      if (isOnePerson(to) && how !== undefined)
        context.addIssue(fault('PartsClash', "Who is named alone gets it: 'how' is for several people."));
    }),
  )
  .max(200, 'These are more than 200 rules.');

const isOnePerson = (to: unknown): boolean => typeof to === 'object' && to !== null && 'person' in to;

/** Reads the rules from their YAML text: a list, of which the first that holds and has somebody free gives a lead away. */
export function readDistribution(
  text: string,
  known: KnownPeople,
): { rules: DistributionRule[] } | { rules?: undefined; findings: Finding[] } {
  const read = readYaml(text);
  if ('findings' in read) return read;
  const { source } = read;
  const guess = createGuess();
  const shape = RULES.safeParse(source.data, { error: schemaWords, reportInput: true });
  if (!shape.success)
    return {
      findings: placeAll(
        source,
        shape.error.issues.flatMap((issue) => problemsOf(issue, guess)),
      ),
    };
  const read_ = shape.data.map((rule, i) => ruleOf(rule, [i], known, guess));
  const found = read_.flatMap(({ problems }) => problems);
  if (found.length > 0) return { findings: placeAll(source, found) };
  return { rules: read_.map(({ rule }) => rule) };
}

type RuleText = z.output<typeof RULES>[number];
type Path = Problem['path'];

function ruleOf(text: RuleText, path: Path, known: KnownPeople, guess: Guess) {
  const problems: Problem[] = [];
  const to = toOf(text.to, [...path, 'to'], known, guess, problems);
  const { when = null, keeper } = text;
  const found = when === null ? null : conditionProblem(when, DISTRIBUTION_FIELDS, guess);
  if (found) problems.push(problem('ConditionUnsound', [...path, 'when'], found));
  const rule: DistributionRule = {
    name: text.name ?? null,
    when,
    to,
    how: text.how ?? 'least loaded',
    keeper: keeper === undefined ? null : personOf(keeper, [...path, 'keeper'], known, guess, problems),
  };
  return { rule, problems };
}

/** Whom a rule gives to. A union's own words say too little, so the form is told apart first. */
function toOf(
  given: unknown,
  path: Path,
  known: KnownPeople,
  guess: Guess,
  problems: Problem[],
): DistributionRule['to'] {
  const form = isOnePerson(given) ? To.options[0] : To.options[1];
  const read = form.safeParse(given, { error: schemaWords, reportInput: true });
  if (!read.success) {
    for (const one of read.error.issues.flatMap((issue) => problemsOf(issue, guess)))
      problems.push({ ...one, path: [...path, ...one.path] });
    return {};
  }
  const to = read.data;
  if (isPerson(to)) return { person: personOf(to.person, [...path, 'person'], known, guess, problems) };
  for (const [key, code, names] of [
    ['role', 'UnknownRole', known.roles],
    ['team', 'UnknownTeam', known.teams],
    ['skill', 'UnknownSkill', known.skills],
    ['line', 'WrongValue', known.lines],
  ] as const) {
    const value = to[key];
    if (value !== undefined && value !== THE_LEADS && !names.has(value))
      problems.push(problem(code, [...path, key], unknown(key, value, guess(value, names))));
  }
  return Object.fromEntries(Object.entries(to).filter(([, value]) => value !== undefined));
}

function personOf(email: string, path: Path, { people }: KnownPeople, guess: Guess, problems: Problem[]): string {
  const id = people.get(email.toLowerCase());
  if (id === undefined)
    problems.push(problem('UnknownPerson', path, unknown('person here', email, guess(email, people.keys()))));
  return id ?? email;
}
