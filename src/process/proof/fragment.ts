import type { ASTNode } from '@marcbachmann/cel-js';
import { type FieldDefinitions, runningEnvironment } from '../fields/condition-environment';
import { parseMoney } from '../fields/money';
import type { FieldValue, Money } from '../types';

/**
 * The fragment of CEL in which conditions are decided: comparisons of one field with a literal, null or another field, `in`
 * a list of literals, the currency of money, yes/no fields, and `&&`, `||`, `!`, `? :` of these. A condition of the fragment
 * cannot tell two values of a field apart that lie on the same side of every literal, so a few values stand for all.
 */
export interface Atom {
  field: string;
  /** What the field is held against; none for a test of null, or of a yes/no field by itself. */
  literals: readonly FieldValue[];
  /** Whether it asks for more or less, and not only for equal. */
  ordered: boolean;
  /** The literals are currencies of the field. */
  ofCurrency?: true;
  /** The other field that it is held against. */
  other?: string;
}

/** What a condition is made of, or the part of it that lies outside the fragment. */
export type Anatomy = { atoms: readonly Atom[]; outside?: undefined } | { atoms?: undefined; outside: Outside };

export interface Outside {
  part: string;
  instead: string;
}

/** Takes a sound condition apart. */
export function anatomyOf(condition: string, fields: FieldDefinitions): Anatomy {
  const known = anatomies.get(fields) ?? new Map<string, Anatomy>();
  anatomies.set(fields, known);
  const found = known.get(condition) ?? dissect(condition, fields);
  known.set(condition, found);
  return found;
}

const anatomies = new WeakMap<FieldDefinitions, Map<string, Anatomy>>();

function dissect(condition: string, fields: FieldDefinitions): Anatomy {
  const scope = { condition, fields };
  try {
    return { atoms: atomsOf(runningEnvironment(fields).parse(condition).ast, scope) };
  } catch (error) {
    if (error instanceof NotInFragment) return { outside: error.outside };
    return { outside: { part: condition, instead: 'Write it so that it can be read.' } };
  }
}

interface Scope {
  condition: string;
  fields: FieldDefinitions;
}

class NotInFragment extends Error {
  constructor(readonly outside: Outside) {
    super(outside.part);
  }
}

function outside(node: ASTNode, { condition }: Scope, instead: string): never {
  const { start, end } = (node as { range?: { start: number; end: number } }).range ?? {};
  throw new NotInFragment({ part: start === undefined ? condition : condition.slice(start, end), instead });
}

const COMPARED = "Compare one field with a value that is written out, as in 'discount > 15'.";

function atomsOf(node: ASTNode, scope: Scope): Atom[] {
  switch (node.op) {
    case 'value':
      return [];
    case 'id':
      return [{ field: node.args, literals: [], ordered: false }];
    case '&&':
    case '||':
      return node.args.flatMap((one) => atomsOf(one, scope));
    case '!_':
      return atomsOf(node.args, scope);
    case '?:':
      return node.args.flatMap((one) => atomsOf(one, scope));
    case '==':
    case '!=':
      return compared(node, node.args, false, scope);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compared(node, node.args, true, scope);
    case 'in':
      return [listed(node, node.args, scope)];
    default:
      return outside(node, scope, COMPARED);
  }
}

function compared(node: ASTNode, [left, right]: readonly [ASTNode, ASTNode], ordered: boolean, scope: Scope): Atom[] {
  if (left.op === 'id' && right.op === 'id')
    return [
      { field: left.args, literals: [], ordered, other: right.args },
      { field: right.args, literals: [], ordered, other: left.args },
    ];
  const [subject, value] = literalOf(left) === undefined ? [left, literalOf(right)] : [right, literalOf(left)];
  if (value === undefined) return outside(node, scope, COMPARED);
  const literals = value === null ? [] : [value];
  if (isCurrencyOf(subject)) return [{ field: fieldOf(subject.args[0], scope), literals, ordered, ofCurrency: true }];
  const field = fieldOf(subject, scope);
  const { type } = scope.fields[field] ?? {};
  if (ordered && (type === 'text' || type === 'choice'))
    return outside(node, scope, `Name the values of '${field}', as in '${field} in ["a", "b"]'.`);
  return [{ field, literals, ordered }];
}

function listed(node: ASTNode, [subject, list]: readonly [ASTNode, ASTNode], scope: Scope): Atom {
  const literals = list.op === 'list' ? list.args.map(literalOf) : [undefined];
  if (literals.some((one) => one === undefined)) return outside(node, scope, 'Write the values of the list out.');
  const known = literals.filter((one) => one !== undefined && one !== null);
  if (isCurrencyOf(subject))
    return { field: fieldOf(subject.args[0], scope), literals: known, ordered: false, ofCurrency: true };
  return { field: fieldOf(subject, scope), literals: known, ordered: false };
}

type CurrencyOf = ASTNode & { op: '.'; args: [ASTNode, string] };

const isCurrencyOf = (node: ASTNode): node is CurrencyOf => node.op === '.' && node.args[1] === 'currency';

const fieldOf = (node: ASTNode, scope: Scope): string =>
  node.op === 'id' ? node.args : outside(node, scope, COMPARED);

/** A value that is written out; undefined where it is none. */
function literalOf(node: ASTNode): FieldValue | undefined {
  if (node.op === 'value') return typeof node.args === 'bigint' ? Number(node.args) : (node.args as FieldValue);
  if (node.op === '-_') {
    const value = literalOf(node.args);
    return typeof value === 'number' ? -value : undefined;
  }
  if (node.op !== 'call' || node.args[0] !== 'money') return undefined;
  const [amount, currency] = node.args[1].map(literalOf);
  return (parseMoney(String(amount), String(currency)) as Money | null) ?? undefined;
}
