import type { Pool } from 'pg';
import { hashDefinition } from '../platform/definition-hash';
import type { Definition } from '../process';
import type { Finding } from '../process/language/finding';
import { checkText } from './check-text';
import { type ReadText, readAsData, readHere } from './read-apart';

/** Who publishes what ships with the product. What they published, the product's next release may replace. */
export const PRODUCT = 'system';
/** Whoever works at the terminal of the installation: the command line knows no names. */
export const COMMAND_LINE = 'command line';

/** Who puts what in force, and why. */
export interface Publishing {
  /** The same id again does nothing again. */
  id: string;
  /** Who wrote the text: a person's id, or one of the above. */
  author: string;
  /** Who puts it in force. */
  approver: string;
  note: string;
  /** The version that they have seen in force; another one by then refuses it. */
  replaces?: number | null;
}

/** What became of it. */
export type Published =
  | {
      became: 'in force';
      key: string;
      version: number;
      /** Null when it was in force already. */
      how: 'published' | 'brought back' | null;
      /** False when these bytes were a version already. */
      made: boolean;
      findings: readonly Finding[];
    }
  | { became: 'faulty'; findings: readonly Finding[] }
  /** The text is of another process than it was to be. */
  | { became: 'other process'; key: string }
  /** Another version than `replaces` is in force; null: none is. */
  | { became: 'moved on'; version: number | null }
  | { became: 'second person needed' }
  /** The product's own text stands back: somebody here has published theirs. */
  | { became: 'kept'; version: number };

/**
 * Publishes a text and puts it in force, all of it or nothing. The same bytes are the same version; which texts count
 * as the same, docs/decisions/versions.md says.
 * @param key of the process that the text has to be of.
 */
export async function publishText(
  pool: Pool,
  text: string,
  publishing: Publishing,
  { key, readText = readHere }: { key?: string; readText?: ReadText } = {},
): Promise<Published> {
  // What ships is published before there are teams and people, and in the order of its files; our tests have proven it.
  const ships = publishing.approver === PRODUCT;
  const read = ships ? readAsData(text, {}, { proven: true }) : await checkText(pool, text, readText);
  if (!read.definition) return { became: 'faulty', findings: read.findings };
  const { definition, warnings } = read;
  if (key !== undefined && key !== definition.key) return { became: 'other process', key: definition.key };
  const about = { key: definition.key, kind: definition.kind, hash: hashDefinition(definition) };
  return perform(pool, { ...about, ...publishing }, { definition, source: text, findings: warnings });
}

/** Puts a version in force again, its author being who wrote it then. Null when there is no such version. */
export async function bringBack(
  pool: Pool,
  key: string,
  version: number,
  by: Omit<Publishing, 'author'>,
): Promise<Published | null> {
  const sql = 'SELECT 1 FROM process_versions WHERE key = $1 AND version = $2';
  if (!(await pool.query(sql, [key, version])).rowCount) return null;
  return perform(pool, { key, version, ...by }, { definition: null, source: null, findings: [] });
}

/** As the function in the tables says it. */
type Said =
  | { version: number; how: 'published' | 'brought back' | null; made: boolean }
  | { movedOn: number | null }
  | { needs: 'second person' }
  | { kept: number };

async function perform(
  pool: Pool,
  input: { key: string; version?: number } & Omit<Publishing, 'author'>,
  given: { definition: Definition | null; source: string | null; findings: readonly Finding[] },
): Promise<Published> {
  const { rows } = await pool.query<{ said: Said }>('SELECT publish_version($1, $2, $3) AS said', [
    JSON.stringify(input),
    given.definition && JSON.stringify(given.definition),
    given.source,
  ]);
  const said = rows[0]?.said;
  if (!said) throw new Error(`Publishing ${input.key} gave no answer.`);
  if ('movedOn' in said) return { became: 'moved on', version: said.movedOn };
  if ('needs' in said) return { became: 'second person needed' };
  if ('kept' in said) return { became: 'kept', version: said.kept };
  return { became: 'in force', key: input.key, ...said, findings: given.findings };
}
