import { type Bind, type Sight, seenSql } from '../../access';
import type { Kind } from '../../process';
import type { Narrow, Question } from './question';

/** Over `i`, a row of `process_instances`: what a deal has of each thing that its card says, as text. */
const OF_CARD: Readonly<
  Record<'source' | 'product' | 'region' | 'line', Readonly<Record<Kind, { from: string; value: string }>>>
> = {
  source: {
    sale: { from: 'sales n', value: 'n.source' },
    lead: { from: 'leads n', value: 'n.source' },
  },
  product: {
    sale: { from: 'sales n', value: 'n.product_id' },
    lead: { from: 'leads n', value: 'n.product_id' },
  },
  // A sale's region is its client's; a lead's is what was typed, else its client's.
  region: {
    sale: { from: 'sales n LEFT JOIN accounts a ON a.id = n.account_id', value: 'a.region' },
    lead: { from: 'leads n LEFT JOIN accounts a ON a.id = n.account_id', value: 'coalesce(n.region, a.region)' },
  },
  line: { sale: { from: 'sales n', value: 'n.line' }, lead: { from: 'leads n', value: 'n.line' } },
};
type OfCard = keyof typeof OF_CARD;

const cardValue = (key: OfCard, kind: Kind): string => {
  const { from, value } = OF_CARD[key][kind];
  return `(SELECT ${value}::text FROM ${from} WHERE n.id = i.id)`;
};

interface Wanted {
  /** The values that are there. */
  some: readonly string[];
  /** Those without one are wanted too. */
  none: boolean;
}

const either = (conditions: readonly (string | null)[]): string => {
  const those = conditions.filter((one) => one !== null);
  return those.length === 1 ? (those[0] ?? 'false') : `(${those.join(' OR ')})`;
};

/** Each way is asked for only where it is wanted: an index serves what is asked plainly. */
function onCard(key: OfCard, { some, none }: Wanted, kind: Kind, bind: Bind): string {
  const { from, value } = OF_CARD[key][kind];
  const type = key === 'product' ? 'uuid' : 'text';
  const those =
    some.length > 0 && `EXISTS (SELECT 1 FROM ${from} WHERE n.id = i.id AND ${value} = ANY(${bind(some)}::${type}[]))`;
  // Most have none of a thing that is asked for so: each is looked at on the way, which ends with the first page.
  const nothing = none && `coalesce((SELECT ${value}::text FROM ${from} WHERE n.id = i.id), '') = ''`;
  return either([those || null, nothing || null]);
}

const IN_TEAMS = (keys: string) =>
  `SELECT m.person_id FROM team_members m JOIN teams t ON t.id = m.team_id WHERE t.key = ANY(${keys}::text[])`;

/** That somebody, by a column that may be null, is in one of these teams; the empty text: in none. */
export function inTeams(person: string, teams: readonly string[], bind: Bind): string {
  const some = teams.filter((key) => key !== '');
  return either([
    some.length > 0 ? `${person} IN (${IN_TEAMS(bind(some))})` : null,
    teams.includes('')
      ? `(${person} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM team_members m WHERE m.person_id = ${person}))`
      : null,
  ]);
}

const VERSIONS = (condition: string) => `i.version_id IN (SELECT v.id FROM process_versions v WHERE ${condition})`;

type Condition = (wanted: Wanted, kind: Kind, bind: Bind) => string;

const CONDITIONS: Readonly<Record<keyof Narrow, Condition>> = {
  owner: ({ some }, _kind, bind) => `i.owner_id = ANY(${bind(some)}::uuid[])`,
  team: ({ some, none }, _kind, bind) => inTeams('i.owner_id', none ? [...some, ''] : some, bind),
  process: ({ some }, _kind, bind) => VERSIONS(`v.key = ANY(${bind(some)}::text[])`),
  version: ({ some }, _kind, bind) => {
    const values = bind(some);
    return VERSIONS(`v.version::text = ANY(${values}::text[]) OR v.key || '@' || v.version = ANY(${values}::text[])`);
  },
  stage: ({ some }, _kind, bind) => `i.state = ANY(${bind(some)}::text[])`,
  source: (wanted, kind, bind) => onCard('source', wanted, kind, bind),
  product: (wanted, kind, bind) => onCard('product', wanted, kind, bind),
  region: (wanted, kind, bind) => onCard('region', wanted, kind, bind),
  line: (wanted, kind, bind) => onCard('line', wanted, kind, bind),
};

/** What rows of `open_deals` carry of their cards. */
const carried =
  (column: string, type: string): Condition =>
  ({ some, none }, _kind, bind) =>
    either([
      some.length > 0 ? `i.${column} = ANY(${bind(some)}::${type}[])` : null,
      none ? `coalesce(i.${column}::text, '') = ''` : null,
    ]);
const OPEN_CONDITIONS: typeof CONDITIONS = {
  ...CONDITIONS,
  source: carried('source', 'text'),
  product: carried('product_id', 'uuid'),
  line: carried('line', 'text'),
  region: carried('region', 'text'),
};

const narrowed =
  (conditions: typeof CONDITIONS) =>
  (narrow: Narrow, kind: Kind, bind: Bind): string[] =>
    (Object.entries(narrow) as [keyof Narrow, readonly string[] | undefined][]).flatMap(([key, values]) => {
      if (!values || values.length === 0) return [];
      const wanted = { some: values.filter((one) => one !== ''), none: values.includes('') };
      return [conditions[key](wanted, kind, bind)];
    });

/** What a report is narrowed to, as conditions over `process_instances i`. */
export const narrowSql = narrowed(CONDITIONS);

/** Touches `t` narrowed by what the leads say that they are of; those of none are then left out. */
export function touchesOfLeads(narrow: Narrow, bind: Bind): string[] {
  const leads = narrowSql(narrow, 'lead', bind);
  if (leads.length === 0) return [];
  return [`t.lead_id IN (SELECT i.id FROM process_instances i WHERE ${["i.kind = 'lead'", ...leads].join(' AND ')})`];
}

/** The same where `i` is a lead or a sale, and what each says of itself counts. */
export function narrowEitherSql(narrow: Narrow, bind: Bind): string {
  const of = (kind: Kind) => [`i.kind = '${kind}'`, ...narrowSql(narrow, kind, bind)];
  const narrows = Object.values(narrow).some((values) => values && values.length > 0);
  return narrows ? `(${of('lead').join(' AND ')} OR ${of('sale').join(' AND ')})` : 'true';
}

/** The same over `open_deals i`. */
export const openNarrowSql = narrowed(OPEN_CONDITIONS);

/** Everything that any report about deals holds to: their kind, what was asked, and what the reader sees. */
export const questionSql = ({ kind, narrow }: Pick<Question, 'kind' | 'narrow'>, sight: Sight, bind: Bind): string =>
  [`i.kind = '${kind}'`, ...narrowSql(narrow, kind, bind), seenSql(sight, kind, 'i', bind)].join(' AND ');

/** How a report is parted, over `process_instances i`: what is joined, the group's key (never null), and what it is called. */
export interface GroupSql {
  join: string;
  key: string;
  label: string;
}

const byText = (key: string): GroupSql => ({ join: '', key: `coalesce(${key}, '')`, label: `coalesce(${key}, '')` });

/**
 * How a report is parted. Whoever is in two teams counts in both, so teams need not add up; where the report is narrowed to teams,
 * only those are parts.
 */
export function groupSql(
  question: Pick<Question, 'kind' | 'narrow' | 'by'>,
  bind: Bind,
  card: (key: OfCard, kind: Kind) => string = cardValue,
): GroupSql {
  const { kind, narrow, by } = question;
  switch (by) {
    case null:
      return { join: '', key: `''::text`, label: `''::text` };
    case 'owner':
      return {
        join: 'LEFT JOIN people g ON g.id = i.owner_id',
        key: 'i.owner_id::text',
        label: `coalesce(g.name, '')`,
      };
    case 'team': {
      const only = narrow.team?.length ? `AND t.key = ANY(${bind(narrow.team)}::text[])` : '';
      return {
        join: `LEFT JOIN LATERAL (SELECT t.key, t.name FROM team_members m JOIN teams t ON t.id = m.team_id
          WHERE m.person_id = i.owner_id ${only}) g ON true`,
        key: `coalesce(g.key, '')`,
        label: `coalesce(g.name ->> 'en', '')`,
      };
    }
    case 'process':
    case 'version': {
      const key = by === 'process' ? 'g.key' : `g.key || '@' || g.version`;
      return { join: 'JOIN process_versions g ON g.id = i.version_id', key, label: key };
    }
    case 'stage':
      return { join: '', key: 'i.state', label: 'i.state' };
    case 'product':
      return {
        join: `LEFT JOIN products g ON g.id::text = ${card('product', kind)}`,
        key: `coalesce(g.id::text, '')`,
        label: `coalesce(g.name, '')`,
      };
    default:
      return byText(card(by, kind));
  }
}

/** The same over `open_deals i`. */
export const openGroupSql = (question: Pick<Question, 'kind' | 'narrow' | 'by'>, bind: Bind): GroupSql =>
  groupSql(question, bind, (key) => `i.${key === 'product' ? 'product_id::text' : key}`);

/** The same question of one group alone: what its numbers open. */
export const ofGroup = <Q extends Pick<Question, 'by' | 'narrow'>>(question: Q, key: string): Q =>
  question.by === null ? question : { ...question, narrow: { ...question.narrow, [question.by]: [key] } };
