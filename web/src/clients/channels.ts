/** By what somebody may be reached, and for what. */
export const CHANNELS = ['phone', 'e-mail', 'messenger', 'post'] as const;
export const PURPOSES = ['deal', 'marketing'] as const;
