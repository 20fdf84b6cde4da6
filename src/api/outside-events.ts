import { z } from 'zod';
import { mayDo } from '../access';
import type { Kind } from '../process';
import { KINDS, mustBeSeen } from './instance-kinds';
import { type Route, route } from './route';
import { FieldsIn, Id, RequiredKey, words } from './schema';
import { send } from './send';
import type { LeadView, SaleView } from './views';

/** Something that happened outside, as whoever saw it says. */
const OutsideEvent = z
  .strictObject({
    event: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: 'As the process names it', examples: ['payment in'] }),
    fields: FieldsIn.optional().meta({ description: 'What it brings: fields that a reaction of the process takes' }),
    comment: words(4000).optional(),
    expectedSeq: z.int().min(0).optional(),
  })
  .meta({ id: 'OutsideEvent' });

/** Tells a lead or a sale what happened outside. Whoever works on it may, and programs that have the right to tell any. */
export function outsideEvent(kind: Kind): Route {
  const { path, view } = KINDS[kind];
  return route({
    method: 'post',
    path: `${path}/:id/events`,
    right: `${kind}.event` as const,
    summary: `Tell a ${kind} of something that happened outside, such as a payment; its process says what becomes of it`,
    params: Id,
    headers: RequiredKey,
    body: OutsideEvent,
    answers: view as typeof SaleView | typeof LeadView,
    received: true,
    refuses: ['CommandRefused', 'NotFound', 'IdempotencyKeyReused'],
    handle: async (asked, context) => {
      const { comment, expectedSeq, ...told } = asked.body;
      const record = comment === undefined ? {} : { comment };
      const act = { type: 'event' as const, ...told };
      const ofAny = mayDo(asked.actor, 'event.send');
      if (!ofAny) await mustBeSeen(context, kind, asked.params.id, asked.actor);
      return send(context, asked, { kind, instanceId: asked.params.id, act, ofAny, expectedSeq, record });
    },
  });
}
