import { listMigratedDeals, type MigratedDeal, type MigrationCard, type Planned, planText } from '../migrations';
import type { Pool } from '../platform/database';
import { say } from './command';

const SHOWN = 20;

/** How it stands, and the first of the deals that somebody has to look at. */
export async function tell(pool: Pool, card: MigrationCard, json = false): Promise<void> {
  if (json) return say(JSON.stringify(card, null, 2));
  say(`Migration ${card.id} to ${card.process}@${card.to}: ${card.status}.`);
  say(`  preview: ${countsOf(card.previewed)}`);
  say(`  results: ${countsOf(card.results)}`);
  if (Object.keys(card.back).length > 0) say(`  way back: ${countsOf(card.back)}`);
  const page = { limit: SHOWN };
  for (const result of ['needs a decision', 'moved since', 'failed']) {
    const { items } = await listMigratedDeals(pool, card.id, { result }, page, Date.now());
    for (const deal of items) say(`  ${lineOf(deal)}`);
    if ((card.results[result] ?? 0) > items.length) say(`  … and ${(card.results[result] ?? 0) - items.length} more`);
  }
  if (card.status === 'ready') say(`Run it as it was previewed: dealwright process migration ${card.id} start`);
  if (card.status === 'done' && card.results.migrated)
    say(`Take a batch back: dealwright process migration ${card.id} revert --batch 1`);
}

const countsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, n]) => `${what} ${n}`)
    .join(', ') || 'no deals';

const lineOf = ({ kind, number, name, result, reason }: MigratedDeal): string => {
  const detail = (reason as { detail?: string } | null)?.detail;
  return `${kind} ${number ?? ''} ${name ?? ''}: ${result}${detail ? ` (${detail})` : ''}`;
};

/** What would be done, so that it can be read before, and saved to be edited. */
export function plansOf({ to, from }: Planned): string[] {
  if (from.length === 0) return [`No running deals are on another version than ${to}.`];
  return from.flatMap(({ version, deals, plan, guessed, open }) => [
    `# From version ${version} to ${to}: ${deals} running deals`,
    ...guessed.map(
      ({ stage, to: target }) => `# "${stage}" was matched with "${target}" by likeness: look whether that is right`,
    ),
    ...open.map((stage) => `# for "${stage}" nothing alike was found`),
    ...planText(plan).trimEnd().split('\n'),
  ]);
}
