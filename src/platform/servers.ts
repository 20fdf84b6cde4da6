import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config';
import { rememberedPostgres, startPostgres } from './postgres';
import { siblingUrls } from './roles';
import { secretsIn } from './secrets';
import { supervise } from './supervise';
import { rememberedTemporal, startTemporal } from './temporal';
import { Trouble } from './trouble';

/** The logins of one database. The owner's is only there where tables are made, backed up or restored. */
export interface DatabaseUrls {
  readonly owner?: string;
  readonly api: string;
  readonly worker: string;
}

/** Where Temporal is. */
export interface TemporalPlace {
  readonly address: string;
  readonly namespace: string;
  /** Its own page, when it is ours. */
  readonly page?: string;
}

/** A server that is open to us; `stop` ends it if it is ours to end. */
export type Opened<T> = T & { readonly stop: () => Promise<void> };

type Say = (line: string) => void;
const notOurs = async () => undefined;

/** The database that the environment names, or the embedded one, started and kept running. */
export async function openDatabase(config: Config, say: Say): Promise<Opened<{ urls: DatabaseUrls }>> {
  if (config.database.owner) {
    say('PostgreSQL: the one in DATABASE_URL');
    return { urls: givenUrls(config), stop: notOurs };
  }
  const start = () => startPostgres({ dataDir: config.dataDir });
  if (!existsSync(join(config.dataDir, 'postgres'))) say('PostgreSQL: making a new database (once)');
  const server = await supervise('PostgreSQL', start, say);
  say(`PostgreSQL: ${HOW[server.how]} on 127.0.0.1:${server.port}`);
  return {
    urls: { owner: server.url('owner'), api: server.url('api'), worker: server.url('worker') },
    stop: server.stop,
  };
}

const HOW = { made: 'made and started', started: 'started', adopted: 'taken over from a start that was killed,' };

/** The Temporal server that the environment names, or one of ours, started and kept running. */
export async function openTemporal(config: Config, say: Say): Promise<Opened<TemporalPlace>> {
  const { address, namespace } = config.temporal;
  if (address) {
    say(`Temporal: the one in TEMPORAL_ADDRESS, ${address}`);
    return { address, namespace, stop: notOurs };
  }
  const { dataDir, cacheDir } = config;
  const server = await supervise('Temporal', () => startTemporal({ dataDir, cacheDir, namespace, say }), say);
  say(`Temporal: ${HOW[server.how]} on ${server.address}`);
  return { address: server.address, namespace, page: server.page, stop: server.stop };
}

/**
 * The database's logins without starting anything: given ones, or those of the embedded server where one was made.
 * @throws Trouble when there is none.
 */
export function locateDatabase(config: Config): DatabaseUrls {
  const { owner, api, worker } = config.database;
  if (owner || api || worker) return givenUrls(config);
  const embedded = rememberedPostgres(config.dataDir);
  if (!embedded) throw new Trouble('There is no database yet: run npm start, or set DATABASE_URL.');
  return { owner: embedded('owner'), api: embedded('api'), worker: embedded('worker') };
}

/** Where Temporal is, without starting anything. @throws Trouble when there is none. */
export function locateTemporal(config: Config): TemporalPlace {
  const { address, namespace } = config.temporal;
  if (address) return { address, namespace };
  const embedded = rememberedTemporal(config.dataDir);
  if (!embedded) throw new Trouble('There is no Temporal server yet: run npm start, or set TEMPORAL_ADDRESS.');
  return { ...embedded, namespace };
}

/** Where only the owner is given, the two restricted logins get passwords of our making, kept with the secrets. */
function givenUrls({ database: { owner, api, worker }, dataDir }: Config): DatabaseUrls {
  const derived = owner && (!api || !worker) ? siblingUrls(owner, secretsIn(dataDir)) : undefined;
  return { owner, api: api ?? derived?.api ?? '', worker: worker ?? derived?.worker ?? '' };
}
