import { normalEmail, normalPhone, normalSite, normalTaxNumber } from '../normal';
import { companyLikeness } from './company-likeness';
import { personLikeness } from './person-likeness';
import { remember } from './remember';
import type { Doubt, DuplicateRules, Sign } from './rules';

/** What two records are compared by; an organisation has names, a person has one and belongs to organisations. */
export interface Comparable {
  kind: 'organisation' | 'person';
  names: readonly string[];
  organisations: readonly string[];
  emails: readonly string[];
  phones: readonly string[];
  sites: readonly string[];
  taxNumber: string | null;
  /** Whose phones have no country in front. Two letters, or unknown. */
  country: string | null;
  region: string | null;
}

/** One thing that two records have in common, or that speaks against their being the same: its weight is below zero then. */
export interface Reason {
  code: Sign | Doubt;
  field: 'name' | 'organisation' | 'email' | 'phone' | 'site' | 'taxNumber' | 'region';
  left: string;
  right: string;
  weight: number;
}

/** How likely two records are the same, 0 to 1, and why. */
export interface Judged {
  score: number;
  reasons: Reason[];
}

/** Null is an answer worth keeping as well. */
const once = (normal: (text: string, country?: string) => string | null) => {
  const kept = remember((text: string, country?: string) => ({ form: normal(text, country) }));
  return (text: string, country?: string) => kept(text, country).form;
};
const [emailOf, phoneOf, siteOf, taxNumberOf] = [
  once(normalEmail),
  once(normalPhone),
  once(normalSite),
  once(normalTaxNumber),
];

/** Mailboxes that several people read. */
const SHARED_MAILBOX =
  /^(?:info|office|sales|mail|contact|admin|hello|support|zakaz|buh|post|order|orders|reception|secretar)@/;
const SHARED_MAILBOX_WEIGHT = 0.3;
/** From this likeness on names are the same, as far as anybody can tell. */
const SAME = 0.97;
/** A patronymic on both sides makes namesakes rare. */
const FULL_NAMES = 1.12;
const SAME_ORGANISATION = 0.9;
const DECIMALS = 1000;

/** How likely two records are the same. Each sign leaves less doubt; what speaks against it multiplies what is left. */
export function judge(left: Comparable, right: Comparable, rules: DuplicateRules): Judged {
  const names = nameReasons(left, right, rules);
  const reasons = [...names, ...sharedReasons(left, right, rules, names.length > 0)];
  const doubts = doubtsOf(left, right, reasons, rules);
  const unsure = reasons.filter(({ weight }) => weight > 0).reduce((rest, { weight }) => rest * (1 - weight), 1);
  const factor = [...reasons.filter(({ weight }) => weight < 0), ...doubts].reduce(
    (rest, { weight }) => rest * (1 + weight),
    1,
  );
  return { score: rounded((1 - unsure) * factor), reasons: [...reasons, ...doubts] };
}

const rounded = (score: number): number => Math.round(score * DECIMALS) / DECIMALS;

function nameReasons(left: Comparable, right: Comparable, rules: DuplicateRules): Reason[] {
  const isPerson = left.kind === 'person';
  const pairs = left.names.flatMap((a) => right.names.map((b) => ({ a, b, ...likenessOf(isPerson, a, b) })));
  const best = pairs.sort((x, y) => y.likeness - x.likeness)[0];
  if (!best || best.likeness < rules.namesFrom) return [];
  const { a, b, likeness, against, fullNames } = best;
  const code = `${likeness >= SAME ? 'same' : 'similar'}-${isPerson ? 'person' : 'name'}` as const;
  const near = 0.5 + (0.5 * (likeness - rules.namesFrom)) / Math.max(1 - rules.namesFrom, 0.01);
  const whole = rules.signs[code] * (fullNames ? FULL_NAMES : 1);
  const sign = {
    code,
    field: 'name',
    left: a,
    right: b,
    weight: rounded(Math.min(0.99, likeness >= SAME ? whole : whole * near)),
  } as const;
  return against
    ? [sign, { code: against, field: 'name', left: a, right: b, weight: rules.doubts[against] - 1 }]
    : [sign];
}

const likenessOf = (isPerson: boolean, a: string, b: string) =>
  isPerson ? personLikeness(a, b) : { ...companyLikeness(a, b), fullNames: false };

function sharedReasons(left: Comparable, right: Comparable, { signs }: DuplicateRules, named: boolean): Reason[] {
  const email = shared(left.emails, right.emails, emailOf);
  const phone = sharedPhone(left, right);
  const sites = (one: Comparable) => (one.kind === 'organisation' ? [...one.sites, ...one.emails] : one.sites);
  const site = shared(sites(left), sites(right), siteOf);
  const tax = shared(taxOf(left), taxOf(right), taxNumberOf);
  // Who works at the same place and has another name is a colleague.
  const firm = left.kind === 'person' && (named || email) ? sharedOrganisation(left, right) : null;
  return [
    tax && reason('same-tax-number', 'taxNumber', tax, signs['same-tax-number']),
    email && reason('same-email', 'email', email, emailWeight(email[0], signs['same-email'])),
    phone && reason('same-phone', 'phone', phone, signs['same-phone']),
    site && !email && reason('same-site', 'site', site, signs['same-site']),
    firm && reason('same-organisation', 'organisation', firm, signs['same-organisation']),
  ].filter((one) => one !== null && one !== false);
}

const reason = (code: Reason['code'], field: Reason['field'], [left, right]: Pair, weight: number): Reason => ({
  code,
  field,
  left,
  right,
  weight: rounded(weight),
});

type Pair = readonly [string, string];
const taxOf = ({ taxNumber }: Comparable): string[] => (taxNumber === null ? [] : [taxNumber]);

const emailWeight = (email: string, weight: number): number =>
  SHARED_MAILBOX.test(email.trim().toLowerCase()) ? weight * SHARED_MAILBOX_WEIGHT : weight;

/** The first values whose normal forms are the same, as they were written. */
function shared(
  left: readonly string[],
  right: readonly string[],
  normal: (text: string) => string | null,
): Pair | null {
  for (const a of left) {
    const form = normal(a);
    const b = form === null ? undefined : right.find((one) => normal(one) === form);
    if (b !== undefined) return [a, b];
  }
  return null;
}

function sharedPhone(left: Comparable, right: Comparable): Pair | null {
  for (const a of left.phones) {
    const form = phoneOf(a, left.country ?? undefined);
    const b = form === null ? undefined : right.phones.find((one) => phoneOf(one, right.country ?? undefined) === form);
    if (b !== undefined) return [a, b];
  }
  return null;
}

function sharedOrganisation(left: Comparable, right: Comparable): Pair | null {
  const pairs = left.organisations.flatMap((a) => right.organisations.map((b) => [a, b] as const));
  return pairs.find(([a, b]) => companyLikeness(a, b).likeness >= SAME_ORGANISATION) ?? null;
}

function doubtsOf(
  left: Comparable,
  right: Comparable,
  reasons: readonly Reason[],
  { doubts }: DuplicateRules,
): Reason[] {
  const has = (code: Reason['code']) => reasons.some((one) => one.code === code);
  const doubt = (code: Doubt, field: Reason['field'], pair: Pair) => reason(code, field, pair, doubts[code] - 1);
  const [taxA, taxB] = [taxNumberOf(left.taxNumber ?? ''), taxNumberOf(right.taxNumber ?? '')];
  const [nameA, nameB] = [left.names[0], right.names[0]];
  const found: Reason[] = [];
  if (taxA && taxB && taxA !== taxB) found.push(doubt('other-tax-number', 'taxNumber', [taxA, taxB]));
  const named = reasons.some(({ field }) => field === 'name') || has('same-tax-number');
  if (nameA && nameB && !named && reasons.length > 0) found.push(doubt('other-name', 'name', [nameA, nameB]));
  if (
    left.region &&
    right.region &&
    left.kind === 'organisation' &&
    !has('same-tax-number') &&
    !alike(left.region, right.region)
  )
    found.push(doubt('other-region', 'region', [left.region, right.region]));
  return found;
}

const alike = (a: string, b: string): boolean => companyLikeness(a, b).likeness >= 0.75;
