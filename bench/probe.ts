import { setTimeout as pause } from 'node:timers/promises';
import type { Rig } from './rig';
import { completeTask, createSale, type OpenSale } from './sales';
import { countStatements, type Statements } from './statements';

/** What one command leaves behind in Temporal, and asks of PostgreSQL. */
export interface Probe {
  create: Left;
  complete: Left;
}

interface Left {
  /** Events in the workflow's history. */
  events: number;
  /** Bytes of them. */
  bytes: number;
  statements: Statements;
}

const SALES = 20;
/** How long a workflow may still write after its answer, its timer for example. */
const REST_MS = 300;

/** Looks at some sales one by one: what creating one left, and what completing its task added. */
export async function probeCommands(rig: Rig): Promise<Probe> {
  const sales: OpenSale[] = [];
  const creating = await countStatements(rig.pool, SALES, async () => {
    for (let n = 0; n < SALES; n++) {
      const sale = await createSale(rig);
      if (sale) sales.push(sale);
    }
    await pause(REST_MS);
  });
  const created = await histories(rig, sales);
  const completing = await countStatements(rig.pool, sales.length, async () => {
    for (const sale of sales) await completeTask(rig, sale);
    await pause(REST_MS);
  });
  const completed = await histories(rig, sales);
  return {
    create: { ...created, statements: creating },
    complete: {
      events: completed.events - created.events,
      bytes: completed.bytes - created.bytes,
      statements: completing,
    },
  };
}

/** The mean over all of them. */
async function histories({ client }: Rig, sales: readonly OpenSale[]): Promise<{ events: number; bytes: number }> {
  let [events, bytes] = [0, 0];
  for (const { id } of sales) {
    const { historyLength, historySize = 0 } = await client.workflow.getHandle(`sale-${id}`).describe();
    events += historyLength;
    bytes += historySize;
  }
  return { events: events / sales.length, bytes: Math.round(bytes / sales.length) };
}
