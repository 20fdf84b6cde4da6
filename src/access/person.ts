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
  /** The only rights that the token they came with is for; without them all that their roles give. */
  scopes?: readonly string[] | null;
}
