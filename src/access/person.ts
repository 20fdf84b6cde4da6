/** The roles that rights are given to. Process definitions may name others beside them. */
export const ROLES = ['rep', 'manager', 'sales-ops', 'marketer', 'service', 'administrator', 'read-only'] as const;
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
}
