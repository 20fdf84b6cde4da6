/**
 * The roles that rights are given to. Process definitions may name others beside them. An `integration` is a program, such as
 * the one that sees payments come in; it has a person's row and a token like everybody else.
 */
export const ROLES = [
  'rep',
  'manager',
  'sales-ops',
  'marketer',
  'service',
  'administrator',
  'read-only',
  'integration',
] as const;
export type Role = (typeof ROLES)[number];

/** A role as an installation has recombined it. */
export interface OwnRole {
  rights: readonly string[];
  sight: Reach;
  lines?: LineRule;
  /** What its holders do not see, or may not change. */
  fields?: ClosedFields;
}

/** How far a role sees: its holder's own records, those of their teams and of who is below them, or all. */
export const REACHES = ['own', 'team', 'all'] as const;
export type Reach = (typeof REACHES)[number];

/**
 * What lines of business do to a role's sight: nothing; only records of its holder's lines (and those of none) are seen; or all
 * records of those lines are seen beside.
 */
export const LINE_RULES = ['any', 'only', 'also'] as const;
export type LineRule = (typeof LINE_RULES)[number];

/** The kinds of records that have fields. */
export const FIELD_ENTITIES = ['lead', 'sale', 'account', 'contact'] as const;
export type FieldEntity = (typeof FIELD_ENTITIES)[number];

/** How a field is closed to somebody. */
export const CLOSINGS = ['hidden', 'read-only'] as const;
export type Closing = (typeof CLOSINGS)[number];

/** By kind of record, the fields that are closed, by key. */
export type ClosedFields = Readonly<Partial<Record<FieldEntity, Readonly<Record<string, Closing>>>>>;

/** Somebody of the company, as far as deciding what they may do needs to know. */
export interface Person {
  id: string;
  name: string;
  email: string;
  language: string;
  /** Their own IANA zone; without one their office's. */
  zone?: string | null;
  roles: readonly string[];
  /** Keys of the teams they are in. */
  teams: readonly string[];
  managerId: string | null;
  /** Of their roles those that this installation has recombined, by key. */
  ownRoles?: Readonly<Record<string, OwnRole>> | null;
  /** The only rights that the token they came with is for; without them all that their roles give. */
  scopes?: readonly string[] | null;
}
