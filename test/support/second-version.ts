import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { publishProcess } from '../../activities/publish';
import type { Definition, InstancePlan } from '../../src/process';
import { readDefinition } from '../../src/process/language/read-definition';

/** One edit of a text: what stood there exactly once, and what stands there now. */
type Edit = readonly [was: string, is: string];

/** A shipped text without its examples: they tell of the text as it ships. */
const textOf = (name: string) =>
  readFileSync(join(__dirname, '..', '..', 'processes', `${name}.yaml`), 'utf8').replace(
    /^examples:.*\n(?:[ #\n].*\n?|\n)*/m,
    '',
  );

/** A shipped text with some edits. @throws when one of them does not apply exactly once. */
export function editedText(name: string, edits: readonly Edit[]): string {
  return edits.reduce((text, [was, is]) => {
    if (text.split(was).length !== 2) throw new Error(`"${was}" is there ${text.split(was).length - 1} times`);
    return text.replace(was, is);
  }, textOf(name));
}

export function definitionOf(text: string): Definition {
  const read = readDefinition(text, {}, { proven: true });
  if (!read.definition) throw new Error(JSON.stringify(read.findings));
  return read.definition;
}

/**
 * The standard sale as sales ops change it: the first stage and a task have other names, limits are shorter, a task is new, one
 * is gone, the client's decision asks for a field that nobody has yet.
 */
export const SECOND_SALE = editedText('standard-sale', [
  ['limit: 30 working days', 'limit: 20 working days'],
  ['  decisionDate: {', '  segment: { type: text, name: { en: Segment, ru: Сегмент } }\n  decisionDate: {'],
  [
    '  qualify:\n    name: { en: Qualify, ru: Квалификация }',
    '  qualification:\n    name: { en: Qualification, ru: Квалификация }',
  ],
  ['limit: 3 working days ', 'limit: 2 working days '],
  [
    '    limit: 5 working days\n    require: [amount]\n    tasks:',
    `    limit: 4 working days
    require: [amount]
    tasks:
      check-stock:
        name: { en: Check what is in stock, ru: Проверить наличие }
        limit: 1 working day
        outcomes: { checked: { name: { en: Checked, ru: Проверено } } }`,
  ],
  [
    '      approve-discount:\n        name: { en: Approve the discount',
    '      confirm-discount:\n        name: { en: Confirm the discount',
  ],
  ['after: [approve-discount]', 'after: [confirm-discount]'],
  ['require: [decisionDate]', 'require: [decisionDate, segment]'],
  ['reopen: { to: qualify, who', 'reopen: { to: qualification, who'],
  ['to: qualify, who: [owner, manager], ask', 'to: qualification, who: [owner, manager], ask'],
  [
    'Sent, ru: Отправлено }, to: waiting-decision, ask: [decisionDate]',
    'Sent, ru: Отправлено }, to: waiting-decision, ask: [decisionDate, segment]',
  ],
]);

/** How sales get there: what is matched by its name, and what a person has said. */
export const SECOND_SALE_PLAN: InstancePlan = {
  stages: { qualify: 'qualification' },
  tasks: { proposal: { 'approve-discount': 'confirm-discount' } },
  timers: 'recompute',
  fields: {},
};

/** The ids of both versions. */
export interface TwoVersions {
  first: string;
  second: string;
}

/** Publishes the second version of the standard sale beside the shipped one. */
export async function publishSecondSale(pool: Pool): Promise<TwoVersions> {
  await publishProcess(pool, 'second', SECOND_SALE);
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM process_versions WHERE key = 'standard-sale' ORDER BY version`,
  );
  const [first, second] = rows.map(({ id }) => id);
  if (!first || !second) throw new Error(`There are ${rows.length} versions.`);
  return { first, second };
}
