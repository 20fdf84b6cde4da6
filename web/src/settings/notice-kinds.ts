/** The kinds of notices, as the API names them, in the order in which they matter. */
export const KINDS = ['task', 'deadline', 'client', 'ownership', 'trouble', 'other'] as const;
export const MAIL_WAYS = ['at once', 'digest', 'never'] as const;
/** Days of the week; 1 is Monday. */
export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
