/** Where the sign-in library's own addresses begin, below the API's. */
export const LIBRARY_PATH = '/api/v1/sign-in/by';

/** A link to a new password is good for so long, in seconds. */
export const LINK_S = 24 * 60 * 60;

/** The page's address at which somebody sets a password. */
export const passwordLink = (url: string, token: string): string => `${url}/password?token=${token}`;
