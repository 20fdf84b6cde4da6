import { Command } from 'commander';
import { addWebhook, faultOfUrl, listWebhooks, removeWebhook } from '../outbound';
import { systemClock } from '../platform/clock';
import type { Config } from '../platform/config';
import { createPool, type Pool } from '../platform/database';
import { locateDatabase } from '../platform/servers';
import { Trouble } from '../platform/trouble';
import { runCommand, type Say, say } from './command';

/** `dealwright webhook …`: who is called outside. */
export function webhookCommand(): Command {
  return new Command('webhook')
    .description('register, list and remove who is called outside')
    .addCommand(
      new Command('add')
        .description('register a receiver, and say the secret that its calls are signed with, this once')
        .argument('<name>', 'what a definition writes after "webhook:"')
        .argument('<url>', 'where it is, for example https://erp.example.com/deals')
        .action((name: string, url: string) => on((pool, config) => add(pool, config, { name, url }))),
    )
    .addCommand(
      new Command('list')
        .description('the receivers, without their secrets')
        .option('--json', 'for programs')
        .action(({ json }: { json?: boolean }) => on((pool) => list(pool, json))),
    )
    .addCommand(
      new Command('remove')
        .description('forget a receiver; what is still to be sent to it fails')
        .argument('<name>')
        .action((name: string) => on((pool) => remove(pool, name))),
    );
}

/** With the API's login: like everybody who registers receivers, it cannot read a secret again. */
const on = (act: (pool: Pool, config: Config) => Promise<void>) =>
  runCommand(async (config) => {
    const pool = createPool(locateDatabase(config).api, { max: 1 });
    try {
      await act(pool, config);
    } finally {
      await pool.end();
    }
  });

const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** Registers a receiver and says its secret. @throws Trouble for a name or an address that cannot be one */
export async function add(
  pool: Pool,
  { outbound }: Pick<Config, 'outbound'>,
  { name, url }: { name: string; url: string },
  tell: Say = say,
): Promise<void> {
  if (!NAME.test(name)) throw new Trouble('The name must be small letters, digits and hyphens.', 2);
  const fault = faultOfUrl(url, outbound.webhooksTo);
  if (fault !== null) throw new Trouble(`The address is refused. ${fault}`, 2);
  const made = await addWebhook(pool, { name, url, by: null }, systemClock.now());
  if (!made) throw new Trouble(`There is a webhook "${name}" already: remove that one first.`, 1);
  tell(`The webhook "${name}" is registered. Its secret, which is shown this once:`);
  tell(made.secret);
}

/** Lists receivers: a line each, or all as JSON. */
export async function list(pool: Pool, json = false, tell: Say = say): Promise<void> {
  const found = await listWebhooks(pool);
  if (json) return tell(JSON.stringify(found, null, 2));
  const width = Math.max(0, ...found.map(({ name }) => name.length));
  for (const { name, url, active, reason } of found)
    tell(`${name.padEnd(width)}  ${active ? 'on ' : 'off'}  ${url}${reason === null ? '' : `  (${reason})`}`);
}

/** Forgets a receiver. @throws Trouble where there is none of that name */
export async function remove(pool: Pool, name: string, tell: Say = say): Promise<void> {
  if (!(await removeWebhook(pool, name))) throw new Trouble(`There is no webhook "${name}".`, 1);
  tell(`The webhook "${name}" is removed.`);
}
