import { z } from 'zod';
import type { Sent } from '../commands';
import type { Refusal } from '../process';
import { Requirement, requirementsOut } from './offers';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Time } from './schema';
import { Converted } from './word-views';

const CommandState = z
  .object({
    key: z.uuid(),
    kind: z.enum(['lead', 'sale']),
    instanceId: z.uuid(),
    type: z.string(),
    status: z.enum(['received', 'applied', 'refused', 'failed']),
    receivedAt: Time,
    answeredAt: Time.nullable(),
    applied: z.object({ seq: z.number(), state: z.string(), converted: Converted.optional() }).optional(),
    refused: z.object({ code: z.string(), detail: z.string(), until: z.array(Requirement) }).optional(),
    incident: z.string().optional(),
  })
  .meta({ id: 'CommandState' });

const read = route({
  method: 'get',
  path: '/commands/:key',
  right: 'command.read',
  summary: 'What became of a command of yours',
  params: z.object({ key: z.uuid() }),
  answers: CommandState,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, { readCommand }) => {
    const found = await readCommand(params.key);
    // Somebody else's command is nobody's business: it is not there.
    if (!found || (found.caller !== actor.id && !actor.roles.includes('administrator'))) throw notFound('command');
    const { caller: _, answer, receivedAt, answeredAt, ...command } = found;
    const times = { receivedAt: receivedAt.toISOString(), answeredAt: answeredAt?.toISOString() ?? null };
    return { ...command, ...times, ...became(command.status, answer) };
  },
});

type Told = Pick<z.input<typeof CommandState>, 'applied' | 'refused' | 'incident'>;

function became(status: string, answer: unknown): Told {
  if (status === 'applied') {
    const { seq, state, converted } = answer as Extract<Sent, { became: 'applied' }>['answer'];
    return { applied: { seq, state, ...(converted && { converted }) } };
  }
  if (status === 'refused') {
    const { code, detail, until } = answer as Refusal;
    return { refused: { code, detail, until: requirementsOut(until) } };
  }
  return status === 'failed' ? { incident: (answer as { incident: string } | null)?.incident } : {};
}

export const commands: Route[] = [read];
