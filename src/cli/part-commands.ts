import { Command } from 'commander';
import { asked, installation, runCommand, say, until } from './command';
import type { Parts } from './parts';
import { prepareWorkflows } from './prepare';
import { tellSetup } from './tell-setup';

/** `dealwright api`: one API, against servers that run elsewhere; it needs only its own login. */
export function apiCommand(parts: Parts): Command {
  return new Command('api').description('run one API, against DATABASE_URL_API and TEMPORAL_ADDRESS').action(() =>
    runCommand(async (config) => {
      const stopping = asked();
      const api = await parts.startApi(installation(config));
      say(`API: ${api.url}`);
      tellSetup(api, say);
      await until(stopping);
      await api.stop();
    }),
  );
}

/** `dealwright worker`: one worker; any number may run. */
export function workerCommand(parts: Parts): Command {
  return new Command('worker')
    .description('run one worker, against DATABASE_URL_WORKER and TEMPORAL_ADDRESS')
    .action(() =>
      runCommand(async (config) => {
        const stopping = asked();
        const worker = await parts.startWorker(installation(config), await prepareWorkflows(config, say));
        say('Worker: polling');
        await until(stopping);
        await worker.stop();
      }),
    );
}
