import { z } from 'zod';

const Servers = z.object({
  /** The owner's URL of the migrated template database, and the two restricted logins'. */
  ownerUrl: z.string(),
  apiUrl: z.string(),
  workerUrl: z.string(),
  temporalAddress: z.string(),
  /** The prebuilt workflow bundle, or why there is none. */
  bundle: z.union([z.object({ codePath: z.string() }), z.object({ error: z.string() })]),
});

/** Where the servers of this test run are. */
export type Servers = z.infer<typeof Servers>;

const VARIABLE = 'DEALWRIGHT_TEST_SERVERS';

/** The database that every test's own is a copy of. */
export const TEMPLATE = 'dealwright';

/** Tells the test processes where the servers are. */
export function publishServers(servers: Servers): void {
  process.env[VARIABLE] = JSON.stringify(servers);
}

/** Where the servers are; jest starts them for every test file that imports from `test/support`. */
export function testServers(): Servers {
  const published = process.env[VARIABLE];
  if (!published)
    throw new Error('The test servers do not run: jest.config.cjs starts them for the project "servers".');
  return Servers.parse(JSON.parse(published));
}
