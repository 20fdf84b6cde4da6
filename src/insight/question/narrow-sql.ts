import { type Bind, type Sight, seenSql } from '../../access';
import type { Kind } from '../../process';
import type { Narrow, Question } from './question';

/** Over `i`, a row of `process_instances`: what a deal has of each thing that reports are narrowed to and parted by. */
const OF_CARD: Readonly<Record<'source' | 'product' | 'region' | 'line', Readonly<Record<Kind, string>>>> = {
  source: {
    sale: '(SELECT n.source FROM sales n WHERE n.id = i.id)',
    lead: '(SELECT n.source FROM leads n WHERE n.id = i.id)',
  },
  product: {
    sale: '(SELECT n.product_id::text FROM sales n WHERE n.id = i.id)',
    lead: '(SELECT n.product_id::text FROM leads n WHERE n.id = i.id)',
  },
  // A sale's region is its client's; a lead's is what was typed, else its client's.
  region: {
    sale: '(SELECT a.region FROM sales n JOIN accounts a ON a.id = n.account_id WHERE n.id = i.id)',
    lead: '(SELECT coalesce(n.region, a.region) FROM leads n LEFT JOIN accounts a ON a.id = n.account_id WHERE n.id = i.id)',
  },
  line: {
    sale: '(SELECT n.line FROM sales n WHERE n.id = i.id)',
    lead: '(SELECT n.line FROM leads n WHERE n.id = i.id)',
  },
};

const IN_TEAMS = (keys: string) =>
  `SELECT m.person_id FROM team_members m JOIN teams t ON t.id = m.team_id WHERE t.key = ANY(${keys}::text[])`;

type Condition = (values: string, kind: Kind) => string;

const CONDITIONS: Readonly<Record<keyof Narrow, Condition>> = {
  owner: (values) => `i.owner_id = ANY(${values}::uuid[])`,
  team: (values) =>
    `(i.owner_id IN (${IN_TEAMS(values)}) OR ('' = ANY(${values}::text[]) AND NOT EXISTS (SELECT 1 FROM team_members m WHERE m.person_id = i.owner_id)))`,
  process: (values) => `i.version_id IN (SELECT v.id FROM process_versions v WHERE v.key = ANY(${values}::text[]))`,
  version: (values) =>
    `i.version_id IN (SELECT v.id FROM process_versions v WHERE v.version::text = ANY(${values}::text[]) OR v.key || '@' || v.version = ANY(${values}::text[]))`,
  stage: (values) => `i.state = ANY(${values}::text[])`,
  source: (values, kind) => `coalesce(${OF_CARD.source[kind]}, '') = ANY(${values}::text[])`,
  product: (values, kind) => `coalesce(${OF_CARD.product[kind]}, '') = ANY(${values}::text[])`,
  region: (values, kind) => `coalesce(${OF_CARD.region[kind]}, '') = ANY(${values}::text[])`,
  line: (values, kind) => `coalesce(${OF_CARD.line[kind]}, '') = ANY(${values}::text[])`,
};

/** What a report is narrowed to, as conditions over `process_instances i`. */
export const narrowSql = (narrow: Narrow, kind: Kind, bind: Bind): string[] =>
  Object.entries(narrow).flatMap(([key, values]) =>
    values && values.length > 0 ? [CONDITIONS[key as keyof Narrow](bind(values), kind)] : [],
  );

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
export function groupSql(question: Pick<Question, 'kind' | 'narrow' | 'by'>, bind: Bind): GroupSql {
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
        join: `LEFT JOIN products g ON g.id::text = ${OF_CARD.product[kind]}`,
        key: `coalesce(g.id::text, '')`,
        label: `coalesce(g.name, '')`,
      };
    default:
      return byText(OF_CARD[by][kind]);
  }
}

/** The same question of one group alone: what its numbers open. */
export const ofGroup = <Q extends Pick<Question, 'by' | 'narrow'>>(question: Q, key: string): Q =>
  question.by === null ? question : { ...question, narrow: { ...question.narrow, [question.by]: [key] } };
