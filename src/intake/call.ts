import { z } from 'zod';
import { CALL_EVENTS, type CallContent, type Understood } from './content';
import { line } from './words';

const Word = (most: number) => z.string().trim().min(1).max(most);

/** What a telephone system posts for each thing that happens in a call. */
export const CallBody = z
  .strictObject({
    call: Word(200).meta({ description: 'The same for all events of one call' }),
    event: z.enum(CALL_EVENTS),
    direction: z.enum(['in', 'out']).default('in'),
    from: Word(100),
    to: Word(100),
    at: z.iso.datetime({ offset: true }),
    durationS: z.int().min(0).max(86_400).optional().meta({ description: 'How long it was talked, in seconds' }),
    recording: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .optional()
      .meta({ description: 'Where the recording is; it is written down and never fetched' }),
    agent: z.email().max(320).optional().meta({ description: 'Who of us took it: their address here' }),
  })
  .meta({ id: 'CallEvent' });

/** What was understood of one event of a call. */
export function readCall(body: z.output<typeof CallBody>): Understood {
  const { durationS = null, recording = null, agent = null, ...said } = body;
  const words = { call: line(said.call, 200), from: line(said.from, 100), to: line(said.to, 100) };
  const at = new Date(said.at).toISOString();
  const content: CallContent = { kind: 'call', ...said, ...words, at, durationS, recording, agent };
  return { key: `call ${words.call} ${said.event}`, content };
}
