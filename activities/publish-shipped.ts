import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { storeShippedTemplates } from '../src/outbound';
import { publishCalendar, publishProcess, publishShippedRouting } from './publish';

/** Puts what ships with the product into the tables: calendars, mail templates, processes, the routing rule. What this installation has put in itself stays in force. */
export async function publishShipped(pool: Pool, root: string): Promise<void> {
  for (const [name, text] of texts(root, 'calendars')) await publishCalendar(pool, name, text);
  await storeShippedTemplates(pool, root);
  for (const [name, text] of texts(root, 'processes')) {
    await (name === 'processes/routing.yaml'
      ? publishShippedRouting(pool, name, text)
      : publishProcess(pool, name, text));
  }
}

const texts = (root: string, folder: string): [name: string, text: string][] =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => [`${folder}/${file}`, readFileSync(join(root, folder, file), 'utf8')]);
