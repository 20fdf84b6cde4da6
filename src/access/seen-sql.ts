import type { Bind, SeenKind, Sight } from './sight';

/**
 * The condition under which a record is seen, as SQL over the alias of its row: `process_instances` for a lead, a sale or
 * either (`instance`), else `accounts` or `contacts`. A lead is also seen by whoever noted it, a
 * client by whoever sees one of its leads or sales, and one that nobody owns by everybody; who sees some lines of business only
 * does not see a client whose leads and sales are all of others.
 */
export function seenSql(sight: Sight, kind: SeenKind, alias: string, bind: Bind): string {
  if (sight.owners === null) return 'true';
  return kind === 'account' || kind === 'contact'
    ? clientSeen(sight, kind, alias, bind)
    : dealSeen(sight, kind, alias, bind);
}

/** The same of a row of `open_deals`, which carries who noted it and its line. */
export function openSeenSql(sight: Sight, alias: string, bind: Bind): string {
  if (sight.owners === null) return 'true';
  const noted = `${alias}.noted_by = ${bind(sight.personId)}::uuid`;
  return either([
    ...anyLine(sight, alias, bind),
    noted,
    ...lineConditions(sight, `${alias}.line`, `${alias}.owner_id`, bind),
  ]);
}

const either = (conditions: readonly string[]): string => `(${conditions.join(' OR ')})`;
const among = (ids: readonly string[], bind: Bind): string => `ANY(${bind(ids)}::uuid[])`;

/**
 * Who noted a deal and its line stand in its row of the CRM. What somebody noted is found by its index; the line is looked up
 * row by row, as a value: as EXISTS the planner reads all records of those lines, even for one page of a list.
 */
function dealSeen(sight: Sight, kind: 'lead' | 'sale' | 'instance', alias: string, bind: Bind): string {
  const tables = kind === 'instance' ? ['leads', 'sales'] : [`${kind}s`];
  const noter = bind(sight.personId);
  const noted = tables.map(
    (table) => `EXISTS (SELECT 1 FROM ${table} n WHERE n.id = ${alias}.id AND n.created_by = ${noter}::uuid)`,
  );
  const words = tables.map((table) => `(SELECT n.line FROM ${table} n WHERE n.id = ${alias}.id)`);
  const line = words.length === 1 ? `${words[0]}` : `coalesce(${words.join(', ')})`;
  const lines = lineConditions(sight, line, `${alias}.owner_id`, bind);
  const ofKind = kind === 'instance' ? lines : lines.map((one) => `(${alias}.kind = '${kind}' AND ${one})`);
  return either([...anyLine(sight, alias, bind), ...noted, ...ofKind]);
}

/**
 * The ids of all leads or sales that are seen: the same as `seenSql`, for what reads millions of them and hashes this set sooner than it
 * looks each of them up. For who does not see everything. An owner stands only in the rows of those whose records matter.
 */
export function seenIdsSql(sight: Sight, kind: 'lead' | 'sale', bind: Bind): string {
  const owners = [sight, ...(sight.byLine ?? [])].flatMap((one) => one.owners ?? []);
  const noted = `i.created_by = ${bind(sight.personId)}::uuid`;
  return `SELECT i.id FROM (SELECT n.id, n.line, n.created_by, o.owner_id FROM ${kind}s n
      LEFT JOIN (SELECT id, owner_id FROM process_instances WHERE kind = '${kind}' AND owner_id = ${among(owners, bind)}) o ON o.id = n.id) i
    WHERE ${either([...anyLine(sight, 'i', bind), noted, ...lineConditions(sight, 'i.line', 'i.owner_id', bind)])}`;
}

/** Whose leads and sales somebody sees of whatever line, and those that were shared with them. */
function anyLine({ owners, shared }: Sight, instance: string, bind: Bind): string[] {
  const conditions = [`${instance}.owner_id = ${among(owners ?? [], bind)}`];
  if (shared && shared.instances.length > 0) conditions.push(`${instance}.id = ${among(shared.instances, bind)}`);
  return conditions;
}

/** What somebody sees of their lines, as conditions over the column of a record's line and that of its owner. */
function lineConditions({ lines = [], byLine = [] }: Sight, line: string, owner: string, bind: Bind): string[] {
  return byLine.map(({ owners, none }) => {
    const theirs = `${line} = ANY(${bind(lines)}::text[])`;
    const ofLine = none ? `coalesce(${theirs}, true)` : theirs;
    return owners === null ? ofLine : `(${owner} = ${among(owners, bind)} AND ${ofLine})`;
  });
}

function clientSeen(sight: Sight, kind: 'account' | 'contact', alias: string, bind: Bind): string {
  const { owners, byLine = [], unowned = true, shared } = sight;
  const conditions = [`${alias}.owner_id = ${among(owners ?? [], bind)}`];
  const given = shared?.[`${kind}s`] ?? [];
  if (given.length > 0) conditions.push(`${alias}.id = ${among(given, bind)}`);
  if (unowned) conditions.unshift(`${alias}.owner_id IS NULL`);
  // An owner's clients are of the lines of their leads and sales.
  for (const { owners: whose } of byLine.filter(({ none }) => none)) {
    const owned = whose === null ? 'true' : `(${alias}.owner_id IS NULL OR ${alias}.owner_id = ${among(whose, bind)})`;
    conditions.push(`(${owned} AND ${noOtherLine(sight, kind, alias, bind)})`);
  }
  return either([...conditions, ...['sales', 'leads'].map((table) => byDeal(sight, table, kind, alias, bind))]);
}

function byDeal(sight: Sight, table: string, kind: string, alias: string, bind: Bind): string {
  const lines = lineConditions(sight, 's.line', 'si.owner_id', bind);
  const from = `FROM ${table} s JOIN process_instances si ON si.id = s.id
       WHERE s.${kind}_id = ${alias}.id AND ${either([...anyLine(sight, 'si', bind), ...lines])}`;
  return lines.length === 0 ? `EXISTS (SELECT 1 ${from})` : one(from);
}

/** Whether there is a row, looked up client by client: of whole lines there are too many to read for one page. */
const one = (from: string): string => `(SELECT true ${from} LIMIT 1)`;

/** No lead and no sale of a client is of a line that is not theirs; one with such and others is seen by the others. */
function noOtherLine({ lines = [] }: Sight, kind: string, alias: string, bind: Bind): string {
  const other = (table: string) =>
    `${one(`FROM ${table} o WHERE o.${kind}_id = ${alias}.id AND o.line <> ALL(${bind(lines)}::text[])`)} IS NULL`;
  return `(${other('leads')} AND ${other('sales')})`;
}
