import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { ms } from '../crm';
import type { Instant } from '../process';
import { type LetterTemplate, readLetterTemplate } from './template';

/** A template of letters to clients, with its text. */
export interface StoredLetterTemplate {
  template: LetterTemplate;
  source: string;
  /** Comes with the product, and changes with it. */
  shipped: boolean;
  updatedAt: Instant;
}

/** Puts the templates that ship into the tables. An installation's own, of the same name, stay. */
export async function storeShippedLetterTemplates(pool: Pool, root: string): Promise<void> {
  const folder = join(root, 'mails', 'clients');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    const source = readFileSync(join(folder, file), 'utf8');
    await pool.query(
      `INSERT INTO client_mail_templates (name, source, shipped) VALUES ($1, $2, true)
       ON CONFLICT (name) DO UPDATE SET source = excluded.source, updated_at = now()
       WHERE client_mail_templates.shipped AND client_mail_templates.source <> excluded.source`,
      [templateIn(source, file).key, source],
    );
  }
}

/** Keeps an installation's own template, in place of what was there under its name. */
export async function putLetterTemplate(
  pool: Pool,
  { name, source, by, now }: { name: string; source: string; by: string; now: Instant },
): Promise<void> {
  await pool.query(
    `INSERT INTO client_mail_templates (name, source, shipped, updated_at, updated_by) VALUES ($1, $2, false, $3, $4)
     ON CONFLICT (name) DO UPDATE SET source = excluded.source, shipped = false, updated_at = excluded.updated_at,
       updated_by = excluded.updated_by`,
    [name, source, new Date(now), by],
  );
}

/** Forgets a template; one that ships is back at the next start. Gives whether there was one. */
export async function removeLetterTemplate(pool: Pool, name: string): Promise<boolean> {
  return (await pool.query('DELETE FROM client_mail_templates WHERE name = $1', [name])).rowCount === 1;
}

/** All templates, by name. */
export async function listLetterTemplates(pool: Pool): Promise<StoredLetterTemplate[]> {
  const { rows } = await pool.query<Omit<StoredLetterTemplate, 'template'> & { name: string }>(
    `SELECT name, source, shipped, ${ms('updated_at')} AS "updatedAt" FROM client_mail_templates ORDER BY name`,
  );
  return rows.map(({ name, ...row }) => ({ ...row, template: templateIn(row.source, name) }));
}

/** One template, ready to be filled in; null when there is none of that name. */
export async function findLetterTemplate(pool: Pool, name: string): Promise<LetterTemplate | null> {
  const { rows } = await pool.query<{ source: string }>('SELECT source FROM client_mail_templates WHERE name = $1', [
    name,
  ]);
  return rows[0] ? templateIn(rows[0].source, name) : null;
}

function templateIn(source: string, place: string): LetterTemplate {
  const read = readLetterTemplate(source);
  if (read.template) return read.template;
  throw new Error(`The letter ${place} is refused: ${read.findings.map(({ message }) => message).join(' ')}`);
}
