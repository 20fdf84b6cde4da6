/** Why somebody was sent to the sign-in: the company's sign-on says so. */
export const signInSearch = (search: Record<string, unknown>): { error?: string } =>
  typeof search.error === 'string' ? { error: search.error } : {};
