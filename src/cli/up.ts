import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import pino from 'pino';
import { systemClock } from '../platform/clock';
import type { Config } from '../platform/config';
import { createLog } from '../platform/log';
import { isFree, PortBusyError } from '../platform/ports';
import { openDatabase, openTemporal } from '../platform/servers';
import { claim } from '../platform/single';
import { asked, runCommand, type Say, say, until } from './command';
import type { Installation, Parts, SampleCompany } from './parts';
import { prepareTables, prepareWorkflows } from './prepare';
import { publishOnly } from './sample-company';
import { tellSetup } from './tell-setup';

/** `dealwright up`: everything on this machine, in this process, until it is asked to stop. */
export function upCommand(parts: Parts): Command {
  return new Command('up')
    .description('run everything on this machine (what npm start runs)')
    .option('--empty', 'without the sample company: for a company of your own')
    .action(({ empty = false }: { empty?: boolean }) =>
      runCommand((config) => up(config, empty ? { ...parts, makeSampleCompany: publishOnly } : parts, say, asked())),
    );
}

/** What runs, latest last; it is stopped latest first. */
type Running = { readonly name: string; readonly stop: () => void | Promise<void> }[];

/**
 * Starts PostgreSQL, Temporal, tables, worker and API, says what it does and where things are, and stops all in order
 * once `stopping` is given, also in the middle of the start, or when a step fails.
 */
export async function up(config: Config, parts: Parts, say: Say, stopping: AbortSignal): Promise<void> {
  const startedAt = Date.now();
  const running: Running = [];
  try {
    const { company, on, api } = await startAll(config, parts, say, running, stopping);
    say(`\nDealwright is ready (${((Date.now() - startedAt) / 1000).toFixed(1)} s). Ctrl-C stops it.`);
    tellPlaces(api.url, on, say);
    tellTokens(company, say);
    tellSetup(api, say);
    await until(stopping);
    say('');
  } catch (error) {
    if (!stopping.aborted) throw error;
  } finally {
    await stopAll(running, say);
  }
}

async function startAll(config: Config, parts: Parts, say: Say, running: Running, stopping: AbortSignal) {
  mkdirSync(config.dataDir, { recursive: true });
  running.push({ name: '', stop: claim(config.dataDir) });
  await refuseBusyPort(config);
  const database = await openDatabase(config, say);
  running.push({ name: 'PostgreSQL', stop: database.stop });
  stopping.throwIfAborted();
  const temporal = await openTemporal(config, say);
  running.push({ name: 'Temporal', stop: temporal.stop });
  stopping.throwIfAborted();
  await prepareTables(config, database.urls, say);
  const bundle = await prepareWorkflows(config, say);
  stopping.throwIfAborted();
  const log = createLog(config, pino.destination(join(config.dataDir, 'dealwright.log')));
  const on: Installation = { config, urls: database.urls, temporal, clock: systemClock, log };
  const company = await parts.makeSampleCompany(on);
  if (company.made !== null) say(`Sample company: ${company.made ? 'made' : 'there'}`);
  stopping.throwIfAborted();
  const worker = await parts.startWorker(on, bundle);
  running.push({ name: 'worker', stop: () => worker.stop() });
  const api = await parts.startApi(on);
  running.push({ name: 'API', stop: () => api.stop() });
  return { company, on, api };
}

/** Asked before anything is started, so that a second start on the same port costs nothing. */
async function refuseBusyPort({ api: { host, port } }: Config): Promise<void> {
  if (port !== 0 && !(await isFree(port, host))) throw new PortBusyError(port, 'the API', 'DEALWRIGHT_PORT');
}

/** One that does not stop as it should keeps no other from stopping. */
async function stopAll(running: Running, say: Say): Promise<void> {
  for (const { name, stop } of running.reverse()) {
    try {
      await stop();
      if (name) say(`${name}: stopped`);
    } catch (error) {
      say(`${name}: did not stop in good order (${(error as Error).message})`);
    }
  }
}

function tellPlaces(url: string, on: Installation, say: Say): void {
  say(`  the page   ${url}`);
  say(`  API        ${url}/api/v1`);
  say(`  its pages  ${url}/docs`);
  if (on.temporal.page) say(`  Temporal   ${on.temporal.page}`);
  say(`  logs       ${join(on.config.dataDir, '*.log')}`);
}

function tellTokens({ tokens }: SampleCompany, say: Say): void {
  if (tokens.length === 0) return;
  const width = Math.max(...tokens.map((t) => `${t.person} (${t.role})`.length));
  say('\nTokens of the sample people, for "Authorization: Bearer ...":');
  for (const { person, role, token } of tokens) say(`  ${`${person} (${role})`.padEnd(width)}  ${token}`);
}
