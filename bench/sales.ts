import type { HttpAnswer } from './http';
import { UnexpectedAnswer } from './http';
import { lap, type Outcome } from './load';
import type { Rig } from './rig';

/** A sale that stands in its first stage, and the task that moves it on. */
export interface OpenSale {
  id: string;
  task: string;
}

interface SaleAnswer {
  id: string;
  stage: { key: string };
  tasks: { id: string; task: string }[];
}

/** W1's operation: a sale is created, and the answer shows it in its first stage. Gives null when it was only received. */
export async function createSale({ http }: Rig): Promise<OpenSale | null> {
  const answer = await http.post('/sales', { title: 'A sale of the benchmark' });
  if (answer.status === 202) return null;
  const sale = saleAt(answer, 201, 'qualify');
  const task = sale.tasks.find((one) => one.task === 'first-call');
  if (!task) throw new UnexpectedAnswer('Creating a sale', answer);
  return { id: sale.id, task: task.id };
}

/** W2's operation: the stage's task is completed, and the answer shows the next stage. */
export async function completeTask({ http }: Rig, { task }: OpenSale): Promise<Outcome> {
  const fields = { amount: { amount: '125000.00', currency: 'RUB' } };
  const answer = await http.post(`/tasks/${task}/complete`, { outcome: 'need confirmed', fields });
  if (answer.status === 202) return 'received';
  saleAt(answer, 200, 'proposal');
  return 'done';
}

function saleAt(answer: HttpAnswer, status: number, stage: string): SaleAnswer {
  const sale = answer.body as SaleAnswer;
  if (answer.status !== status || sale.stage?.key !== stage) throw new UnexpectedAnswer('A command', answer);
  return sale;
}

/** So many open sales, eight at a time. */
export async function salesFor(rig: Rig, count: number): Promise<OpenSale[]> {
  const made: OpenSale[] = [];
  await lap(rig.cpu, Array(count).fill(null), 8, async () => {
    const sale = await createSale(rig);
    if (sale) made.push(sale);
    return 'done';
  });
  return made;
}
