import type { Registry } from 'prom-client';
import { createSignIn, type SignIn, type SignInOptions } from '../access';
import type { createReadCommand, ImportEngine, MigrationEngine, SendCommand } from '../commands';
import { createVersions, type Versions } from '../crm';
import type { FileRoom } from '../files';
import type { EventFeed } from '../insight';
import type { Clock } from '../platform/clock';
import type { Config } from '../platform/config';
import type { Database, Pool } from '../platform/database';
import type { Log } from '../platform/log';
import { type ReadText, readHere, type Trials, trialsHere } from '../publishing';
import { createGuesses, type Guesses } from './guesses';
import { createHeavyAnswers, type HeavyAnswers } from './insight/heavy-answers';
import { type ApiMetrics, createApiMetrics } from './metrics';

/** What the API is handed: clients of the servers, the door to instances, and what it shares with other parts. */
export interface ApiDeps {
  /** Connections with the API's login, which cannot write process tables. */
  apiPool: Pool;
  prisma: Database;
  sendCommand: SendCommand;
  readCommand: ReturnType<typeof createReadCommand>;
  /** Starts and steers the workflows of migrations. */
  migrations: MigrationEngine;
  /** Starts and steers the workflows of imports; without it files are taken and mapped, and wait. */
  imports?: ImportEngine;
  clock: Clock;
  log: Log;
  metrics: Registry;
  /** Settles when Temporal answers, and rejects when it does not. */
  temporalHealth: () => Promise<unknown>;
  /** Starts the work that changed calendars leave in the tables; without it a schedule does, within a minute. */
  startRetimings?: () => Promise<unknown>;
  /** Starts searches for doubles over all records, likewise. */
  startDuplicateRuns?: () => Promise<unknown>;
  /** Reads definitions; on this thread unless told, which lets everybody else wait meanwhile. */
  readText?: ReadText;
  /** Tries processes; on this thread unless told, as above. */
  trials?: Trials;
  /** Where files on records lie; without it none are taken or given. */
  files?: FileRoom;
  config: Pick<Config, 'api' | 'outbound'>;
  /** What secrets of people are sealed with; without it nobody can connect a calendar. */
  sealingKey?: Buffer;
  /** How people sign in beside their password: by default in no other way, and no letters are sent. */
  signInWith?: Partial<Omit<SignInOptions, 'pool'>>;
  /** What the first person of an empty installation has to bring; without it nobody can make themselves the first. */
  setupCode?: string;
  /** By when a body that is held in memory has to have come, in milliseconds; 30 seconds unless told. */
  bodyMs?: number;
  /** How many wrong tokens of an address, and wrong ids of a person, are answered in a minute; 600 unless told. */
  guessesPerMinute?: number;
  /** From how many milliseconds on a report's answer is kept for a while; 2,000 unless told. */
  heavyMs?: number;
  /** The folder that the page was built into; without it there is no page. */
  page?: string;
  /** Holds each answer against its schema; for tests, since it costs time. */
  checkAnswers?: boolean;
}

/** What handlers work with. */
export interface Context extends ApiDeps {
  pool: Pool;
  readText: ReadText;
  trials: Trials;
  versions: Versions;
  feed: EventFeed;
  counters: ApiMetrics;
  signIn: SignIn;
  guesses: Guesses;
  heavyAnswers: HeavyAnswers;
}

export function createContext(deps: ApiDeps, feed: EventFeed): Context {
  const counters = createApiMetrics(deps);
  const { apiPool: pool, readText = readHere, trials = trialsHere } = deps;
  const signIn = createSignIn({ pool, sample: false, ...deps.signInWith });
  const guesses = createGuesses(deps.guessesPerMinute);
  const heavyAnswers = createHeavyAnswers(deps.clock, deps.heavyMs);
  const versions = createVersions(pool);
  return { ...deps, pool, readText, trials, versions, feed, counters, signIn, guesses, heavyAnswers };
}
