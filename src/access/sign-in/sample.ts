import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import type { Pool } from 'pg';
import { z } from 'zod';

/** Somebody of the sample company. */
export interface SamplePerson {
  id: string;
  name: string;
  roles: string[];
}

/** The people of the sample company, managers last; none where it is not. */
export async function listSamplePeople(pool: Pool): Promise<SamplePerson[]> {
  const { rows } = await pool.query<SamplePerson>(
    `SELECT id, name, roles FROM people WHERE external_key LIKE 'sample:%' AND active AND NOT roles && '{integration}'
     ORDER BY array_position('{rep,manager}', roles[1]), roles[1], name`,
  );
  return rows;
}

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
