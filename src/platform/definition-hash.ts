import { createHash } from 'node:crypto';
import type { Definition } from '../process/definition';

/**
 * The SHA-256 of a definition's canonical JSON, in hex: what a version is known by. Keys are sorted but for those
 * of `stages`, whose order says where an instance starts.
 */
export const hashDefinition = (definition: Definition): string =>
  createHash('sha256')
    .update(canonicalJson({ ...definition, stages: Object.entries(definition.stages) }))
    .digest('hex');

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}
