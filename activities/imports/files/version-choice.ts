import { createVersions, readVersion, type Version } from '../../../src/crm';
import type { Fields, Kind } from '../../../src/process';
import { chooseProcess, type RoutingRule } from '../../../src/process/language/routing';
import type { FileBatch } from './batch';

/** Which process each new record of a page gets, with the rule and the versions read once. */
export interface VersionChoice {
  of(facts: Fields, instanceId: string): Promise<Version | null>;
  /** Types of the fields that records may get: of the process that the mapping names, or of all that the rule may give. */
  fieldTypes: Readonly<Record<string, string>>;
}

export async function createVersionChoice(
  { pool, plan }: Pick<FileBatch, 'pool' | 'plan'>,
  kind: Kind,
): Promise<VersionChoice> {
  const versions = createVersions(pool);
  const { rows } = await pool.query<{ value: RoutingRule[] }>(`SELECT value FROM settings WHERE key = 'routing'`);
  const rules = rows[0]?.value ?? [];
  const usual = rules.map(({ trial: _, ...rule }) => rule);
  const known = new Map<string, Promise<Version | null>>();
  const read = (process: string, version: number | null): Promise<Version | null> => {
    const key = `${process} ${version}`;
    const found =
      known.get(key) ?? (version === null ? versions.current(process) : readVersion(pool, process, version));
    known.set(key, found);
    return found;
  };
  const fits = (version: Version | null) => (version?.kind === kind ? version : null);
  const chosen = async (from: readonly RoutingRule[], facts: Fields, id: string) => {
    const choice = chooseProcess(from, { ...facts, kind }, id);
    return choice ? fits(await read(choice.process, choice.version)) : null;
  };
  const processes =
    plan.process !== undefined
      ? [plan.process]
      : [...new Set(rules.filter((rule) => rule.kind === kind).map(({ process }) => process))];
  const definitions = await Promise.all(processes.map((process) => read(process, null)));
  const fields = definitions.flatMap((version) => Object.entries(version?.definition.fields ?? {}));
  return {
    fieldTypes: Object.fromEntries(fields.map(([key, { type }]) => [key, type])),
    async of(facts, instanceId) {
      if (plan.process !== undefined) return fits(await read(plan.process, null));
      return (await chosen(rules, facts, instanceId)) ?? chosen(usual, facts, instanceId);
    },
  };
}
