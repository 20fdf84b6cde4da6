import type { Pool } from 'pg';
import { type Finding, problem } from '../process/language/finding';
import { type RoutingRule, readRouting } from '../process/language/routing';
import { readYaml } from '../process/language/yaml';
import { readKnown } from './known';
import { PRODUCT } from './publish';

/** The rule that says which process a new lead or sale gets, with its text. */
export interface RoutingInForce {
  source: string;
  rules: readonly RoutingRule[];
  at: Date;
  author: { id: string; name: string };
  note: string;
}

/** The rule in force; null where none was ever published. */
export async function readRoutingInForce(pool: Pool): Promise<RoutingInForce | null> {
  const { rows } = await pool.query<RoutingInForce>(
    `SELECT r.source, r.rules, r.at, r.note, jsonb_build_object('id', r.author, 'name', coalesce(p.name, '')) AS author
     FROM routings r LEFT JOIN people p ON p.id::text = r.author ORDER BY r.n DESC LIMIT 1`,
  );
  return rows[0] ?? null;
}

/** Who changes the rule, and why. */
export interface RoutingWords {
  id: string;
  author: string;
  note: string;
}

/** Puts a rule in force, unless it is faulty. `kept`: the product's own stands back before one of this installation. */
export async function publishRouting(
  pool: Pool,
  text: string,
  words: RoutingWords,
): Promise<{ became: 'in force' | 'kept' } | { became: 'faulty'; findings: readonly Finding[] }> {
  const read = readRouting(text);
  if (!read.rules) return { became: 'faulty', findings: read.findings };
  const unknown = words.author === PRODUCT ? [] : await unknownProcesses(pool, text, read.rules);
  if (unknown.length > 0) return { became: 'faulty', findings: unknown };
  const { rows } = await pool.query<{ done: boolean }>('SELECT publish_routing($1, $2) AS done', [
    JSON.stringify({ ...words, rules: read.rules }),
    text,
  ]);
  return { became: rows[0]?.done ? 'in force' : 'kept' };
}

/** A line that leads to a process which is not there would refuse every lead or sale that it holds for. */
async function unknownProcesses(pool: Pool, text: string, rules: readonly RoutingRule[]): Promise<Finding[]> {
  const { processes } = await readKnown(pool);
  const read = readYaml(text);
  if ('findings' in read) return read.findings;
  return rules.flatMap(({ process }, i) =>
    processes?.has(process)
      ? []
      : [read.source.locate(problem('UnknownProcess', [i, 'process'], `No process '${process}' is published.`))],
  );
}
