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
}

/** How far a role sees: its holder's own records, those of their teams and of who is below them, or all. */
export const REACHES = ['own', 'team', 'all'] as const;
export type Reach = (typeof REACHES)[number];

/** Somebody of the company, as far as deciding what they may do needs to know. */
export interface Person {
  id: string;
  name: string;
  email: string;
  language: string;
  roles: readonly string[];
  /** Keys of the teams they are in. */
  teams: readonly string[];
  managerId: string | null;
  /** Of their roles those that this installation has recombined, by key. */
  ownRoles?: Readonly<Record<string, OwnRole>> | null;
  /** The only rights that the token they came with is for; without them all that their roles give. */
  scopes?: readonly string[] | null;
}
