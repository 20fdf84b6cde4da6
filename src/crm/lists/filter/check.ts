import { nearest } from '../../../process/language/guess';
import type { Checked } from './checked';
import { type ListField, OPERATORS } from './fields';
import { type FilterFinding, type Found, findingsIn, oneOf } from './findings';
import { parse } from './parse';
import type { At, Name, Operator, Tree } from './tree';
import { alike, valueFor } from './values';

/** What is known of the records that a filter is for. */
export interface Known {
  fields: readonly ListField[];
  /** Whether the records themselves can be in lists of organisations; else only by a field that names one. */
  listable?: boolean;
}

/** A filter that was read: what it means where nothing is wrong with it, else all that is. */
export interface Read {
  /** null: everything meets it. */
  filter: Checked | null;
  findings: FilterFinding[];
}

/** Reads a filter and checks names, operators and values against the fields there are. */
export function readFilter(text: string, known: Known): Read {
  const { tree, found } = parse(text);
  const checking: Checking = { ...known, found: [...found], byKey: keysOf(known.fields) };
  const filter = tree && checked(checking, tree);
  return { filter: checking.found.length > 0 ? null : filter, findings: findingsIn(text, checking.found) };
}

interface Checking extends Known {
  found: Found[];
  byKey: ReadonlyMap<string, ListField>;
}

/** By exact name, and by small letters where that is not another field's. */
function keysOf(fields: readonly ListField[]): ReadonlyMap<string, ListField> {
  const small = fields.map((field): [string, ListField] => [field.key.toLowerCase(), field]);
  return new Map([...small, ...fields.map((field): [string, ListField] => [field.key, field])]);
}

function checked(checking: Checking, tree: Tree): Checked | null {
  if (tree.is === 'broken') return null;
  if (tree.is === 'term') return checkedTerm(checking, tree);
  if (tree.is === 'flag') return checkedFlag(checking, tree);
  if (tree.is === 'listed') return checkedList(checking, tree);
  if (tree.is === 'not') return turned(checked(checking, tree.of), true);
  const of = tree.of.map((one) => checked(checking, one));
  return of.every((one) => one !== null) ? { is: tree.is, of } : null;
}

const turned = (tree: Checked | null, not: boolean): Checked | null => (tree && not ? { is: 'not', of: tree } : tree);

function checkedTerm(checking: Checking, tree: Extract<Tree, { is: 'term' }>): Checked | null {
  const field = fieldOf(checking, tree.field);
  if (!field || !fits(checking, field, tree)) return null;
  const values = tree.values.map((literal) => valueFor(field, literal, checking.found));
  if (!values.every((one) => one !== null)) return null;
  const test = tree.op === '=' ? 'in' : tree.op;
  const meant = test === 'in' ? values.flatMap((value) => alike(field, value)) : values;
  return turned({ is: 'term', field, test, values: meant }, tree.not);
}

function fieldOf({ byKey, fields, found }: Checking, { text, from, to }: Name): ListField | null {
  const field = byKey.get(text) ?? byKey.get(text.toLowerCase());
  if (field && !field.retired) return field;
  if (field) {
    const en = `The field ${text} was retired: nobody fills it in any more.`;
    found.push({ code: 'FieldRetired', from, to, message: { en, ru: `Поле ${text} выведено из употребления.` } });
    return null;
  }
  const names = fields.filter(({ retired }) => !retired).map(({ key }) => key);
  const near = nearest(text, names);
  const en = near ? `did you mean ${near}?` : `there are ${oneOf(names, 'en')}.`;
  const ru = near ? `может быть, ${near}?` : `есть ${oneOf(names, 'ru')}.`;
  const message = { en: `There is no field ${text}: ${en}`, ru: `Поля ${text} нет: ${ru}` };
  found.push({ code: 'FieldUnknown', from, to, message });
  return null;
}

const SPELT: Readonly<Record<Operator, string>> = {
  '=': '=, !=',
  in: 'in',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  contains: '~',
  'starts with': 'starts with',
  empty: 'is empty',
};

function fits({ found }: Checking, field: ListField, { op, opAt }: { op: Operator; opAt: At }): boolean {
  const fitting = OPERATORS[field.type];
  if (fitting.includes(op)) return true;
  const may = fitting.map((one) => SPELT[one]).join(', ');
  const en = `${field.key} is a ${field.type}: it takes ${may}.`;
  found.push({
    code: 'OperatorUnfit',
    ...opAt,
    message: { en, ru: `Тип поля ${field.key} — ${field.type}: ему подходят ${may}.` },
  });
  return false;
}

function checkedFlag(checking: Checking, { field: name, from, to }: Extract<Tree, { is: 'flag' }>): Checked | null {
  const field = fieldOf(checking, name);
  if (field?.type === 'flag') return { is: 'term', field, test: 'in', values: [{ as: 'flag', on: true }] };
  if (field) {
    const en = `${field.key} is no yes or no: say what of it, such as ${field.key} is not empty.`;
    const ru = `${field.key} — не «да или нет»: скажите, что о нём, например ${field.key} is not empty.`;
    checking.found.push({ code: 'NotAFlag', from, to, message: { en, ru } });
  }
  return null;
}

function checkedList(checking: Checking, tree: Extract<Tree, { is: 'listed' }>): Checked | null {
  const field = tree.field && fieldOf(checking, tree.field);
  if (tree.field && !field) return null;
  const fit = field ? field.type === 'ref' && field.key === 'account' : checking.listable;
  if (fit) return turned({ is: 'listed', field, list: tree.list, at: { from: tree.from, to: tree.to } }, tree.not);
  const { from, to } = tree;
  const en = 'Lists hold organisations: say account in list "...", or ask the list of accounts.';
  const ru = 'В списках организации: account in list "...", либо спросите список организаций.';
  checking.found.push({ code: 'NoLists', from, to, message: { en, ru } });
  return null;
}
