import type { ASTNode } from '@marcbachmann/cel-js';
import { readLocalDate } from '../time/local-date';
import type { FieldDefinitions } from './condition-environment';
import { parseMoney } from './money';

/**
 * What CEL's own type check does not know about our conditions: the small part of the language that is offered,
 * and where a field may be unset. `forbidden` must never run; `unsound` is for the author to mend.
 */
export interface ShapeProblem {
  kind: 'forbidden' | 'unsound';
  sentence: string;
}

/** The first such problem of a parsed condition; `set` are fields that have a value wherever it runs. */
export function shapeProblem(
  ast: ASTNode,
  fields: FieldDefinitions,
  set: ReadonlySet<string> = NOTHING,
): ShapeProblem | null {
  const unsound: string[] = [];
  try {
    walk(ast, { fields, set, unsound });
  } catch (error) {
    if (error instanceof Forbidden) return { kind: 'forbidden', sentence: error.message };
    throw error;
  }
  return unsound[0] === undefined ? null : { kind: 'unsound', sentence: unsound[0] };
}

/** Stops the walk: nothing behind it is worth a look. */
class Forbidden extends Error {}

interface Scope {
  fields: FieldDefinitions;
  /** Fields that are known to be set where the walk stands. */
  set: ReadonlySet<string>;
  unsound: string[];
}

/** Fields that are set if an expression turned out true, and if it turned out false. */
interface Known {
  ifTrue: ReadonlySet<string>;
  ifFalse: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<string> = new Set();
const UNKNOWN: Known = { ifTrue: NOTHING, ifFalse: NOTHING };
const TEXT_METHODS = ['startsWith', 'endsWith', 'contains'];
const LITERALS = ['string', 'number', 'bigint', 'boolean'];

function walk(node: ASTNode, scope: Scope): Known {
  switch (node.op) {
    case 'value':
      if (node.args === null || LITERALS.includes(typeof node.args)) return UNKNOWN;
      throw new Forbidden('A condition may hold text, numbers, true, false and null, nothing else.');
    case 'id':
      return readField(node.args, scope);
    case '&&':
    case '||':
      return logical(node.op, node.args, scope);
    case '!_':
      return swapped(walk(node.args, scope));
    case '?:':
      return choice(node.args, scope);
    case '==':
    case '!=':
      return equality(node.op, node.args, scope);
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
      checkLiterals(node.args, scope);
      return each(node.args, scope);
    case '+':
    case '-':
    case '*':
    case '/':
      return each(node.args, scope);
    case '-_':
      return each([node.args], scope);
    case 'list':
      return each(node.args, scope);
    case '.':
      if (node.args[1] === 'currency') return each([node.args[0]], scope);
      throw new Forbidden(`'.${node.args[1]}' is not offered: only '.currency' of money can be read.`);
    case 'call':
      return call(node.args, scope);
    case 'rcall':
      if (TEXT_METHODS.includes(node.args[0])) return each([node.args[1], ...node.args[2]], scope);
      throw new Forbidden(`'.${node.args[0]}()' is not offered in conditions.`);
    default:
      throw new Forbidden(`'${node.op}' is not offered in conditions.`);
  }
}

function each(nodes: readonly ASTNode[], scope: Scope): Known {
  for (const node of nodes) walk(node, scope);
  return UNKNOWN;
}

function readField(key: string, { fields, set, unsound }: Scope): Known {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field && field.default === null && !set.has(key))
    unsound.push(`'${key}' may not be set: say what then, as in '${key} != null && ...'.`);
  return UNKNOWN;
}

function logical(op: '&&' | '||', [left, right]: readonly [ASTNode, ASTNode], scope: Scope): Known {
  const first = walk(left, scope);
  const second = walk(right, { ...scope, set: union(scope.set, op === '&&' ? first.ifTrue : first.ifFalse) });
  return op === '&&'
    ? { ifTrue: union(first.ifTrue, second.ifTrue), ifFalse: common(first.ifFalse, second.ifFalse) }
    : { ifTrue: common(first.ifTrue, second.ifTrue), ifFalse: union(first.ifFalse, second.ifFalse) };
}

function choice([condition, yes, no]: readonly [ASTNode, ASTNode, ASTNode], scope: Scope): Known {
  const asked = walk(condition, scope);
  const a = walk(yes, { ...scope, set: union(scope.set, asked.ifTrue) });
  const b = walk(no, { ...scope, set: union(scope.set, asked.ifFalse) });
  return { ifTrue: common(a.ifTrue, b.ifTrue), ifFalse: common(a.ifFalse, b.ifFalse) };
}

function equality(op: '==' | '!=', pair: readonly [ASTNode, ASTNode], scope: Scope): Known {
  const tested = pair.find(isNull) && pair.find((node) => node.op === 'id');
  if (tested) {
    const known = { ifTrue: NOTHING, ifFalse: new Set([String(tested.args)]) };
    return op === '==' ? known : swapped(known);
  }
  checkLiterals(pair, scope);
  return each(pair, scope);
}

function call([name, args]: readonly [string, readonly ASTNode[]], scope: Scope): Known {
  if (name !== 'money') throw new Forbidden(`'${name}()' is not offered in conditions.`);
  const [text, currency] = args.map(textOf);
  if (text === undefined || currency === undefined)
    throw new Forbidden('Money is written out, as in money("10000.00", "RUB").');
  if (!parseMoney(text, currency)) scope.unsound.push(`money("${text}", "${currency}") is no amount of money.`);
  return UNKNOWN;
}

/** Literals that a field beside them can never equal, and money of two currencies. */
function checkLiterals(pair: readonly [ASTNode, ASTNode], { fields, unsound }: Scope): void {
  const currencies = new Set(pair.map(currencyOf).filter((currency) => currency !== undefined));
  if (currencies.size > 1) unsound.push(`Money of two currencies (${[...currencies].join(', ')}) is compared.`);
  const name = pair.find((node) => node.op === 'id')?.args;
  const field = typeof name === 'string' && Object.hasOwn(fields, name) ? fields[name] : undefined;
  for (const text of pair.flatMap(literalTexts))
    if (field?.type === 'choice' && !Object.hasOwn(field.options, text))
      unsound.push(`'${text}' is not one of the options of '${name}'.`);
    else if (field?.type === 'date' && readLocalDate(text) === null)
      unsound.push(`'${text}' is not a date: '${name}' is written YYYY-MM-DD.`);
}

const isNull = (node: ASTNode): boolean => node.op === 'value' && node.args === null;

const textOf = (node: ASTNode | undefined): string | undefined =>
  node?.op === 'value' && typeof node.args === 'string' ? node.args : undefined;

const currencyOf = (node: ASTNode): string | undefined =>
  node.op === 'call' && node.args[0] === 'money' ? textOf(node.args[1][1]) : undefined;

function literalTexts(node: ASTNode): readonly string[] {
  const nodes = node.op === 'list' ? node.args : [node];
  return nodes.map(textOf).filter((text) => text !== undefined);
}

const swapped = ({ ifTrue, ifFalse }: Known): Known => ({ ifTrue: ifFalse, ifFalse: ifTrue });

const union = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> => new Set([...a, ...b]);

const common = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...a].filter((key) => b.has(key)));
