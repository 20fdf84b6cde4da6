import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Instant } from '../process';
import { type MailTemplate, readTemplate } from './template';

/** A mail template with its text. */
export interface StoredTemplate {
  name: string;
  source: string;
  /** Comes with the product, and changes with it. */
  shipped: boolean;
  updatedAt: Instant;
}

const COLUMNS = 'name, source, shipped, (extract(epoch FROM updated_at) * 1000)::float8 AS "updatedAt"';

/** Puts the templates that ship into the tables. An installation's own, of the same name, stay. */
export async function storeShippedTemplates(pool: Pool, root: string): Promise<void> {
  const folder = join(root, 'mails');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    const source = readFileSync(join(folder, file), 'utf8');
    const { name } = templateIn(source, file);
    await pool.query(
      `INSERT INTO mail_templates (name, source, shipped) VALUES ($1, $2, true)
       ON CONFLICT (name) DO UPDATE SET source = excluded.source, updated_at = now()
       WHERE mail_templates.shipped AND mail_templates.source <> excluded.source`,
      [name, source],
    );
  }
}

/** Keeps an installation's own template, in place of what was there under its name. */
export async function putTemplate(pool: Pool, name: string, source: string, by: string, now: Instant): Promise<void> {
  await pool.query(
    `INSERT INTO mail_templates (name, source, shipped, updated_at, updated_by) VALUES ($1, $2, false, $3, $4)
     ON CONFLICT (name) DO UPDATE SET source = excluded.source, shipped = false, updated_at = excluded.updated_at,
       updated_by = excluded.updated_by`,
    [name, source, new Date(now), by],
  );
}

/** All templates, by name. */
export async function listTemplates(pool: Pool): Promise<StoredTemplate[]> {
  const { rows } = await pool.query<StoredTemplate>(`SELECT ${COLUMNS} FROM mail_templates ORDER BY name`);
  return rows;
}

/** One template, ready to be filled in; null when there is none of that name. */
export async function findTemplate(pool: Pool, name: string): Promise<MailTemplate | null> {
  const { rows } = await pool.query<{ source: string }>('SELECT source FROM mail_templates WHERE name = $1', [name]);
  return rows[0] ? templateIn(rows[0].source, name) : null;
}

/** The names that a definition may use after `mail:`. */
export async function knownTemplates(pool: Pool): Promise<Set<string>> {
  return new Set((await listTemplates(pool)).map(({ name }) => name));
}

function templateIn(source: string, place: string): MailTemplate {
  const read = readTemplate(source);
  if (read.template) return read.template;
  throw new Error(`The mail ${place} is refused: ${read.findings.map(({ message }) => message).join(' ')}`);
}
