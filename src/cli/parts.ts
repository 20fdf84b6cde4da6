import type { Clock } from '../platform/clock';
import type { Config } from '../platform/config';
import type { Log } from '../platform/log';
import type { DatabaseUrls, TemporalPlace } from '../platform/servers';
import type { WorkflowBundle } from '../platform/workflow-bundle';

/** What every part of the product is handed when it is started: where things are, and what it shares with the others. */
export interface Installation {
  readonly config: Config;
  readonly urls: DatabaseUrls;
  readonly temporal: TemporalPlace;
  readonly clock: Clock;
  readonly log: Log;
}

/** A part that runs; `stop` lets it finish what it does. */
export interface Part {
  stop(): Promise<void>;
}

/** The API, and where it is reached. */
export interface ApiPart extends Part {
  /** Without a slash at its end, for example http://127.0.0.1:8410. */
  readonly url: string;
  /** What the first person brings, where nobody is yet. */
  readonly setupCode?: string;
}

/** The sample company's people who may sign in, whether it was made now or earlier. */
export interface SampleCompany {
  /** null: none was asked for. */
  readonly made: boolean | null;
  readonly tokens: readonly { readonly person: string; readonly role: string; readonly token: string }[];
}

/** The parts that commands put together; tests hand in others. */
export interface Parts {
  startWorker(on: Installation, bundle: WorkflowBundle): Promise<Part>;
  startApi(on: Installation): Promise<ApiPart>;
  /** Makes the sample company in a database that holds nobody yet, and leaves any other as it is. */
  makeSampleCompany(on: Installation): Promise<SampleCompany>;
}
