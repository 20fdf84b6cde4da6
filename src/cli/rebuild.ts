import { Client, Connection } from '@temporalio/client';
import { Command } from 'commander';
import { rebuildTables } from '../../activities/rebuild-tables';
import { rebuildWorkflows } from '../../activities/rebuild-workflows';
import { createPool } from '../platform/database';
import { locateDatabase, locateTemporal } from '../platform/servers';
import { Trouble } from '../platform/trouble';
import { runCommand, say } from './command';
import { asOwner } from './owner';

/** `dealwright rebuild workflows|tables`: one side made anew from the other. */
export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('make one side anew from the other')
    .addCommand(workflowsCommand())
    .addCommand(tablesCommand());
}

function workflowsCommand(): Command {
  return new Command('workflows')
    .description('start the workflow of every open instance from its row; while a worker runs')
    .action(() =>
      runCommand(async (config) => {
        const { address, namespace } = locateTemporal(config);
        const connection = await Connection.connect({ address });
        const pool = createPool(locateDatabase(config).worker);
        const marked = await rebuildWorkflows(pool, new Client({ connection, namespace }));
        say(`${marked} open instances are being given their workflows; those that run go on.`);
        await Promise.all([connection.close(), pool.end()]);
      }),
    );
}

function tablesCommand(): Command {
  return new Command('tables')
    .description('write the rows that people query anew from the events; while nothing else writes')
    .action(() =>
      runCommand(async (config) => {
        const { instances, broken } = await asOwner(config, async ({ owner }) => {
          const pool = createPool(owner);
          try {
            return await rebuildTables(pool, (done) => say(`${done} instances`));
          } finally {
            await pool.end();
          }
        });
        for (const { instanceId, why } of broken) process.stderr.write(`${instanceId}: ${why}\n`);
        say(`${instances - broken.length} of ${instances} instances were written anew from their events.`);
        if (broken.length > 0)
          throw new Trouble(`${broken.length} histories do not replay; their rows were left as they are.`, 1);
      }),
    );
}
