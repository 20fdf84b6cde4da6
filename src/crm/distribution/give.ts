import type { Fields, FieldValue } from '../../process';
import { evaluate } from '../../process/fields/condition';
import { DISTRIBUTION_FIELDS, type LeadFacts } from './facts';
import { type DistributionRule, isPerson, poolOf, type Several, THE_LEADS } from './rule';

/** Somebody, as far as giving them a lead needs to know. */
export interface Seller {
  id: string;
  active: boolean;
  roles: readonly string[];
  teams: readonly string[];
  skills: readonly string[];
  lines: readonly string[];
  languages: readonly string[];
  /** Those in a queue that they keep are not among them. */
  openLeads: number;
  /** null: as many as come. */
  maxOpenLeads: number | null;
  /** Whether they are away now, and who stands in. */
  away: { deputyId: string | null } | null;
  /** When they last got one of a pool: higher is later. */
  turns: Readonly<Record<string, number>>;
}

/** Why somebody does not get a lead. */
export type Unfit = 'has left' | 'no skill' | 'other line' | 'other language' | 'away' | 'full';

/** One of those whom a rule names, as they stood then. */
export interface Candidate {
  id: string;
  openLeads: number;
  maxOpenLeads: number | null;
  /** null: never had one of this pool. */
  lastTurn: number | null;
  unfit: Unfit | null;
  /** Whom they stand in for. */
  standsInFor?: string;
}

/** What came of a rule. */
export type Became =
  | 'chosen'
  | 'queued'
  | 'does not hold'
  | 'cannot be told'
  | 'nobody fits'
  | 'nobody free'
  | 'keeper has left';

/** A rule that was looked at. */
export interface Looked {
  /** Its place in the text, from 0. */
  rule: number;
  became: Became;
  /** What the condition asked of the lead. */
  values: Fields;
  /** Whoever is best placed first; 20 at most. Those who do not belong to the role or team are not among them. */
  candidates: readonly Candidate[];
}

/** Whom a lead is given to, and each rule that was looked at on the way. */
export interface Given {
  ownerId: string;
  /** null: nobody fits, and it is the fallback's. */
  rule: number | null;
  pool: string | null;
  /** Of a queue: who may claim it, in the lead's own words. */
  queue: Several | null;
  looked: readonly Looked[];
}

const MOST_CANDIDATES = 20;

/**
 * Gives a lead away: to the first rule that holds and has somebody free. Nothing is chance: the same rules, people and facts
 * give the same answer. Between equals of a pool it is whoever had their turn longer ago, then the id.
 */
export function giveLead(
  rules: readonly DistributionRule[],
  sellers: ReadonlyMap<string, Seller>,
  facts: LeadFacts,
  fallback: string,
): Given {
  const looked: Looked[] = [];
  for (const [n, rule] of rules.entries()) {
    const { ownerId, ...look } = lookAt(rule, sellers, facts);
    looked.push({ rule: n, ...look, candidates: look.candidates.slice(0, MOST_CANDIDATES) });
    if (ownerId === null) continue;
    const queue = look.became === 'queued' && !isPerson(rule.to) ? ownWords(rule.to, facts) : null;
    return { ownerId, rule: n, pool: poolOf(rule), queue, looked };
  }
  return { ownerId: fallback, rule: null, pool: null, queue: null, looked };
}

type Outcome = Omit<Looked, 'rule'> & { ownerId: string | null };

function lookAt(rule: DistributionRule, sellers: ReadonlyMap<string, Seller>, facts: LeadFacts): Outcome {
  const values = valuesIn(rule.when, facts);
  const verdict = rule.when === null ? { holds: true } : evaluate(rule.when, DISTRIBUTION_FIELDS, values);
  const not = (became: Became, candidates: readonly Candidate[] = []) => ({
    became,
    values,
    candidates,
    ownerId: null,
  });
  if (verdict.holds !== true) return not(verdict.holds === false ? 'does not hold' : 'cannot be told');
  if (isPerson(rule.to)) {
    const candidates = standIns(rule.to.person, sellers);
    const free = candidates.find(({ unfit }) => unfit === null);
    return free ? { became: 'chosen', values, candidates, ownerId: free.id } : not('nobody free', candidates);
  }
  const candidates = candidatesOf(rule, sellers, facts);
  if (rule.how === 'queue') {
    const keeper = sellers.get(rule.keeper ?? '');
    if (!keeper?.active) return not('keeper has left', candidates);
    const anybody = candidates.some(({ unfit }) => unfit === null || unfit === 'away' || unfit === 'full');
    return anybody ? { became: 'queued', values, candidates, ownerId: keeper.id } : not('nobody fits', candidates);
  }
  const [first] = candidates;
  if (first?.unfit === null) return { became: 'chosen', values, candidates, ownerId: first.id };
  const fits = candidates.some(({ unfit }) => unfit === 'away' || unfit === 'full');
  return not(fits ? 'nobody free' : 'nobody fits', candidates);
}

/** The person and, while each is away, whoever stands in for them. A ring of deputies ends. */
function standIns(id: string, sellers: ReadonlyMap<string, Seller>): Candidate[] {
  const found: Candidate[] = [];
  let next: string | null = id;
  while (next !== null && !found.some((one) => one.id === next)) {
    const seller: Seller | undefined = sellers.get(next);
    if (!seller) break;
    const candidate = candidateOf(seller, null, null);
    found.push(found.length > 0 ? { ...candidate, standsInFor: id } : candidate);
    next = candidate.unfit === 'away' ? (seller.away?.deputyId ?? null) : null;
  }
  return found;
}

/** Those of the rule's role and team, or of its skill or line where it names neither; whoever is best placed first. */
function candidatesOf(rule: DistributionRule, sellers: ReadonlyMap<string, Seller>, facts: LeadFacts): Candidate[] {
  const asked = ownWords(rule.to as Several, facts);
  const pool = poolOf(rule);
  const mine = [...sellers.values()].filter((one) => belongs(one, asked));
  const found = mine.map((one) => candidateOf(one, pool, unfitFor(one, asked)));
  return found.sort(rule.how === 'in turn' ? byTurn : byLoad);
}

const byFitness = (a: Candidate, b: Candidate): number => Number(a.unfit !== null) - Number(b.unfit !== null);
const byTurn = (a: Candidate, b: Candidate): number =>
  byFitness(a, b) || (a.lastTurn ?? -1) - (b.lastTurn ?? -1) || (a.id < b.id ? -1 : 1);
const byLoad = (a: Candidate, b: Candidate): number => byFitness(a, b) || a.openLeads - b.openLeads || byTurn(a, b);

/** A rule's people with the lead's own line and language in place of "the lead's"; what the lead does not say is not asked. */
export function ownWords(to: Several, facts: LeadFacts): Several {
  const said = { line: facts.line, language: facts.language } as Record<string, string | undefined>;
  const entries = Object.entries(to).map(([key, value]) => [key, value === THE_LEADS ? said[key] || undefined : value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const has = (all: readonly string[], one: string): boolean =>
  all.some((other) => other.toLowerCase() === one.toLowerCase());

function belongs(seller: Seller, { role, team, skill, line }: Several): boolean {
  if (role !== undefined && !seller.roles.includes(role)) return false;
  if (team !== undefined && !seller.teams.includes(team)) return false;
  if (role !== undefined || team !== undefined) return true;
  return skill !== undefined ? has(seller.skills, skill) : line === undefined || has(seller.lines, line);
}

/** What keeps somebody from leads of a kind at any time; null when nothing does. */
function unfitFor(seller: Seller, { skill, line, language }: Several): Unfit | null {
  if (skill !== undefined && !has(seller.skills, skill)) return 'no skill';
  if (line !== undefined && !has(seller.lines, line)) return 'other line';
  if (language !== undefined && !has(seller.languages, language)) return 'other language';
  return null;
}

/** Whether somebody may claim from a queue; absence does not matter, since it is they who ask. */
export const mayClaim = (seller: Seller, queue: Several): boolean =>
  seller.active && belongs(seller, queue) && unfitFor(seller, queue) === null;

/** Whether somebody has as many open leads as they have room for. */
export const isFull = ({ openLeads, maxOpenLeads }: Pick<Seller, 'openLeads' | 'maxOpenLeads'>): boolean =>
  maxOpenLeads !== null && openLeads >= maxOpenLeads;

function candidateOf(seller: Seller, pool: string | null, unfit: Unfit | null): Candidate {
  const { id, openLeads, maxOpenLeads, active, away, turns } = seller;
  const now: Unfit | null = !active ? 'has left' : (unfit ?? (away ? 'away' : isFull(seller) ? 'full' : null));
  return { id, openLeads, maxOpenLeads, lastTurn: pool === null ? null : (turns[pool] ?? null), unfit: now };
}

/** What a condition asks of a lead, by the names that it uses. */
function valuesIn(when: string | null, facts: LeadFacts): Fields {
  const words = new Set((when ?? '').replace(/"[^"]*"|'[^']*'/g, '').match(/[A-Za-z]\w*/g) ?? []);
  const asked = Object.entries(DISTRIBUTION_FIELDS).filter(([key]) => words.has(key));
  return Object.fromEntries(
    asked.map(([key, field]): [string, FieldValue] => [key, facts[key as keyof LeadFacts] ?? field.default ?? null]),
  );
}
