import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { hashDefinition } from '../src/platform/definition-hash';
import type { Finding } from '../src/process/language/finding';
import { readDefinition } from '../src/process/language/read-definition';
import { readRouting } from '../src/process/language/routing';
import { type CalendarText, readCalendar } from '../src/process/time/calendar-text';

/** A text with faults: it is refused whole, with all of them. */
export class TextRefused extends Error {
  constructor(
    file: string,
    readonly findings: readonly Finding[],
  ) {
    super(`${file} is refused:\n${findings.map((f) => `  line ${f.line}: ${f.message}`).join('\n')}`);
  }
}

export interface Published {
  key: string;
  version: number;
  /** False when the newest version says the same already. */
  made: boolean;
}

/** Publishes a definition: a new version, unless the same one is published already. @throws TextRefused */
export async function publishProcess(pool: Pool, name: string, text: string): Promise<Published> {
  const read = readDefinition(text);
  if (!read.definition) throw new TextRefused(name, read.findings);
  const { definition } = read;
  const { rows } = await pool.query<{ version: number; made: boolean }>(
    `WITH newest AS (SELECT max(version) AS version FROM process_versions WHERE key = $2),
     made AS (
       INSERT INTO process_versions (id, key, version, kind, hash, definition, source)
       SELECT $1, $2, coalesce(newest.version, 0) + 1, $3, $4, $5, $6 FROM newest
       ON CONFLICT (key, hash) DO NOTHING RETURNING version)
     SELECT version, true AS made FROM made
     UNION ALL SELECT version, false FROM process_versions WHERE key = $2 AND hash = $4`,
    [newId(), definition.key, definition.kind, hashDefinition(definition), JSON.stringify(definition), text],
  );
  const [row] = rows;
  if (!row) throw new Error(`Publishing ${name} gave no version.`);
  return { key: definition.key, ...row };
}

/** Puts a calendar in force: a new version, unless the newest says the same. @throws TextRefused */
export async function publishCalendar(pool: Pool, name: string, text: string): Promise<void> {
  const read = readCalendar(text);
  if (!read.calendar) throw new TextRefused(name, read.findings);
  const { key, ...definition }: CalendarText = read.calendar;
  await pool.query(
    `INSERT INTO calendars (key, version, definition)
     SELECT $1, coalesce(max(version), 0) + 1, $2::jsonb FROM calendars WHERE key = $1
     HAVING NOT coalesce((SELECT definition = $2::jsonb FROM calendars WHERE key = $1 ORDER BY version DESC LIMIT 1), false)`,
    [key, JSON.stringify(definition)],
  );
}

/** Puts the rule in force that says which process a new lead or sale gets. @throws TextRefused */
export async function publishRouting(pool: Pool, name: string, text: string): Promise<void> {
  const read = readRouting(text);
  if (!read.rules) throw new TextRefused(name, read.findings);
  await pool.query(
    `INSERT INTO settings (key, value) VALUES ('routing', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [JSON.stringify(read.rules)],
  );
}
