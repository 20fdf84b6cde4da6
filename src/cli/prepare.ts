import { join } from 'node:path';
import { Command } from 'commander';
import { type Config, ConfigError } from '../platform/config';
import { migrate } from '../platform/migrate';
import { ensureRoles } from '../platform/roles';
import { type DatabaseUrls, locateDatabase } from '../platform/servers';
import { productWorkflows, type WorkflowBundle, workflowBundle } from '../platform/workflow-bundle';
import { runCommand, type Say, say } from './command';

/** `dealwright migrate`: the logins and tables, for installations where API and workers run on their own. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('make or renew the logins and tables in DATABASE_URL')
    .action(() => runCommand((config) => prepareTables(config, locateDatabase(config), say)));
}

/** Where the migrations lie. */
export const migrationsDir = ({ root }: Config) => join(root, 'prisma', 'migrations');

/** The two logins, and the tables as this version of the program wants them. */
export async function prepareTables(config: Config, { owner, ...logins }: DatabaseUrls, say: Say): Promise<void> {
  if (!owner) throw new ConfigError("The tables need their owner's login: set DATABASE_URL.");
  await ensureRoles(owner, logins);
  const { applied, edited } = await migrate(owner, migrationsDir(config));
  for (const name of edited) say(`Tables: the migration ${name} was edited after it was applied here`);
  say(`Tables: ${applied.length ? `${applied.length} migrations applied` : 'up to date'}`);
}

/** The workflows' bundle, built when their sources changed. */
export async function prepareWorkflows(config: Config, say: Say): Promise<WorkflowBundle> {
  const sources = productWorkflows(config.root, !__filename.endsWith('.ts'));
  const bundle = await workflowBundle(sources, config.dataDir);
  say(`Workflows: ${bundle.built ? 'bundled' : 'bundled before'}`);
  return bundle;
}
