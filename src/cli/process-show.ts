import { Command } from 'commander';
import type { Pool } from '../platform/database';
import { listProcesses, type Publication, publicationsOf, readVersions } from '../publishing';
import { runCommand, say } from './command';
import { readRef, refOf, withDatabase } from './process-refs';

/** `dealwright process list`: what is in force. */
export function listCommand(): Command {
  return new Command('list')
    .description('the processes in force, and how many open deals run on each')
    .option('--json', 'for programs')
    .action(({ json }: { json?: boolean }) => runCommand((config) => withDatabase(config, (pool) => list(pool, json))));
}

async function list(pool: Pool, json = false): Promise<void> {
  const found = await listProcesses(pool);
  if (json) return say(JSON.stringify(found, null, 2));
  const width = Math.max(0, ...found.map(({ key }) => key.length));
  for (const { key, version, kind, name, openDeals } of found)
    say(`${key.padEnd(width)} @${version} ${kind} ${openDeals} open  ${name.en}`);
}

interface Options {
  text?: boolean;
  json?: boolean;
}

/** `dealwright process show KEY[@n]`: who put which version in force, and why; or one version's text or definition. */
export function showCommand(): Command {
  return new Command('show')
    .description('the versions of a process with their notes')
    .argument('<process>', 'standard-sale, or standard-sale@2')
    .option('--text', 'the text of the version (else the one in force)')
    .option('--json', 'its definition, with every shorthand spelled out')
    .action((process: string, options: Options) =>
      runCommand((config) => withDatabase(config, (pool) => show(pool, process, options))),
    );
}

/** `dealwright process export KEY[@n]`: the very bytes that were published. */
export function exportCommand(): Command {
  return new Command('export')
    .description('write the text of a version to standard output, byte for byte')
    .argument('<process>', 'standard-sale, or standard-sale@2')
    .action((process: string) =>
      runCommand((config) => withDatabase(config, (pool) => show(pool, process, { text: true }))),
    );
}

async function show(pool: Pool, process: string, { text, json }: Options): Promise<void> {
  const ref = refOf(process);
  const found = await readRef(pool, ref);
  if (text) return write(found.source);
  if (json) return say(JSON.stringify(found.definition, null, 2));
  say(`${found.key}: ${found.definition.name.en}`);
  const [versions, log] = await Promise.all([readVersions(pool, ref.key), publicationsOf(pool, ref.key)]);
  for (const { version, current, openDeals } of versions) {
    if (ref.version !== null && ref.version !== version) continue;
    say(`@${version}${current ? ' in force' : ''}, ${openDeals} open`);
    for (const one of log.filter((other) => other.version === version)) say(`    ${lineOf(one)}`);
  }
}

function lineOf({ at, how, author, approver, note }: Publication): string {
  const [wrote, put] = [author.name || author.id, approver.name || approver.id];
  const by = wrote === put ? wrote : `${put}, written by ${wrote}`;
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} ${how} by ${by}: ${note}`;
}

/** Without a line end of ours. */
function write(text: string): void {
  process.stdout.write(text);
}
