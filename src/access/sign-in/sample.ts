import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import type { Pool } from 'pg';
import { z } from 'zod';

/** Lets the people of the sample company in by a click. Only for a product that is reached from its own machine. */
export const sampleSignIn = (pool: Pool) => ({
  id: 'sample' as const,
  endpoints: {
    signInSample: createAuthEndpoint(
      '/sign-in/sample',
      { method: 'POST', body: z.object({ personId: z.uuid() }) },
      async (context) => {
        const { rows } = await pool.query<{ id: string }>(
          `SELECT id FROM people WHERE id = $1 AND external_key LIKE 'sample:%' AND active`,
          [context.body.personId],
        );
        const user = rows[0] && (await context.context.internalAdapter.findUserById(rows[0].id));
        if (!user) throw new APIError('UNAUTHORIZED', { code: 'INVALID_EMAIL_OR_PASSWORD' });
        const session = await context.context.internalAdapter.createSession(user.id);
        await setSessionCookie(context, { session, user });
        return context.json({ done: true });
      },
    ),
  },
});
