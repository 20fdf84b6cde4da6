import { Connection } from '@temporalio/client';
import { Trouble } from '../platform/trouble';

/** @throws Trouble when Temporal does not answer */
export async function connect(address: string): Promise<Connection> {
  try {
    return await Connection.connect({ address });
  } catch {
    throw new Trouble(`Temporal does not answer on ${address}: is it running? Nothing was imported.`, 3);
  }
}
