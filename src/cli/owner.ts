import { mkdirSync } from 'node:fs';
import { type Config, ConfigError } from '../platform/config';
import { type DatabaseUrls, locateDatabase, openDatabase } from '../platform/servers';
import { claim, holderOf } from '../platform/single';

/** The database's logins, the owner's among them. */
export type OwnedDatabase = DatabaseUrls & { readonly owner: string };

/**
 * Does something as the owner of the database: a given one, the one that `up` runs now, or the embedded one, started
 * for as long as it takes.
 */
export async function asOwner<T>(config: Config, act: (urls: OwnedDatabase) => Promise<T>): Promise<T> {
  if (config.database.owner || holderOf(config.dataDir)) return act(owned(locateDatabase(config)));
  mkdirSync(config.dataDir, { recursive: true });
  const release = claim(config.dataDir);
  try {
    const { urls, stop } = await openDatabase(config, () => undefined);
    try {
      return await act(owned(urls));
    } finally {
      await stop();
    }
  } finally {
    release();
  }
}

function owned(urls: DatabaseUrls): OwnedDatabase {
  if (!urls.owner) throw new ConfigError("This needs the login of the tables' owner: set DATABASE_URL.");
  return { ...urls, owner: urls.owner };
}
