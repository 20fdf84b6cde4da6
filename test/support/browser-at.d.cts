export const browserAt: () => string | undefined;
