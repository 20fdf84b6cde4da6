import { setTimeout as pause } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import type { MigrationCard } from '../migrations';

/** How often the tables are asked, and after how long without a deal somebody is told. */
const ASK_EVERY_MS = 250;
const STILL_AFTER_MS = 15_000;

/** It goes on by itself while it is one of these. */
const GOES_ON: readonly MigrationCard['status'][] = ['previewing', 'running', 'reverting'];

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, n) => all + n, 0);
const doneIn = ({ results }: MigrationCard): number => sum(results) - (results.waiting ?? 0);

/** Shows how a migration comes on, on standard error, until it stands still. Gives how it stands then. */
export async function followMigration(read: () => Promise<MigrationCard>, quiet: boolean): Promise<MigrationCard> {
  const bar = !quiet && process.stderr.isTTY ? new SingleBar(BAR) : null;
  let card = await read();
  let movedAtMs = Date.now();
  let told = quiet;
  for (; GOES_ON.includes(card.status); await pause(ASK_EVERY_MS)) {
    const next = await read();
    if (doneIn(next) + sum(next.previewed) + sum(next.back) !== doneIn(card) + sum(card.previewed) + sum(card.back))
      movedAtMs = Date.now();
    card = next;
    if (card.status === 'running') show(bar, card);
    if (!told && Date.now() - movedAtMs > STILL_AFTER_MS) {
      told = true;
      process.stderr.write(STILL);
    }
  }
  bar?.stop();
  return card;
}

const BAR = { format: '{bar} {value} of {total} deals', hideCursor: true, barsize: 30 };
const STILL =
  'Nothing has moved for a while: does a worker run (dealwright up, or dealwright worker)?\n' +
  'The migration goes on by itself once one does, also without this command.\n';

function show(bar: SingleBar | null, card: MigrationCard): void {
  if (!bar) return;
  if (!bar.isActive) bar.start(sum(card.results), doneIn(card));
  else bar.update(doneIn(card));
}
