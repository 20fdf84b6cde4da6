import { api, type Shown, told } from '../api/client';

const AGAIN_MS = 400;
const TRIES = 20;

type Answer = { id: string } | Shown['Received'];

/** The id of what was asked for: at once, or as soon as the process that was too busy to answer has started it. */
export async function whenMade(key: string, answer: Answer, kind: 'lead' | 'sale'): Promise<string> {
  if ('id' in answer) return answer.id;
  for (let tries = 0; tries < TRIES; tries++) {
    await new Promise((later) => setTimeout(later, AGAIN_MS));
    const id = await started(key);
    if (id) return id;
  }
  throw new Error(`The ${kind} was received, and has not started yet.`);
}

async function started(key: string): Promise<string | null> {
  const command = await told(api.GET('/commands/{key}', { params: { path: { key } } }));
  return 'instanceId' in command && command.instanceId ? command.instanceId : null;
}
