import { z } from 'zod';
import type { Act, Definition, Snapshot } from '../process';
import { changeTyped } from './change-typed';
import { cardOf } from './instance-kinds';
import { instanceRoutes } from './instance-routes';
import { customOf, leadColumnsOf, leadWordChanges, newLeadWords } from './lead-words';
import { startInstance } from './new-instance';
import { qualifyRoutes } from './qualify';
import { type Route, route } from './route';
import { FieldsIn, Id, OptionalKey, RequiredKey, words } from './schema';
import { send } from './send';
import { LeadView } from './views';

const NewLead = z
  .strictObject({
    ...newLeadWords,
    process: z.string().max(200).optional().meta({ description: 'Else the routing rule says which' }),
    ownerId: z.uuid().optional().meta({
      description: 'Who is responsible for it, which need not be you; else the rules of distribution say who',
    }),
    fields: FieldsIn.default({}),
  })
  .meta({ id: 'NewLead' });

const createLead = route({
  method: 'post',
  path: '/leads',
  right: 'lead.create',
  summary: 'Note a lead; no account and no contact is made of it before it is qualified',
  headers: RequiredKey,
  body: NewLead,
  answers: LeadView,
  status: 201,
  received: true,
  refuses: ['CommandRefused', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { process, ownerId, fields, custom, ...typed } = asked.body;
    const { set, faults } = await customOf(context, 'lead', custom);
    const { accountId, contactId, productId, source } = typed;
    const record = { ...leadColumnsOf(typed), ...(Object.keys(set).length > 0 && { custom: set }) };
    const named = { accountId, contactId, productId, ownerId };
    return startInstance(context, asked, { kind: 'lead', process, ...named, source, fields, record, faults });
  },
});

const changeLead = route({
  method: 'patch',
  path: '/leads/:id',
  right: 'lead.change',
  summary: 'Change what is typed about a lead; what is left out stays, null empties',
  description:
    'Each word is for itself: of two people who change the same one, the last has it. Fields of its process are changed by the ' +
    'command amend, and who is responsible by reassign.',
  params: Id,
  headers: OptionalKey,
  body: z.strictObject(leadWordChanges).meta({ id: 'LeadChanges' }),
  answers: LeadView,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: (asked, context) => {
    const { custom, ...typed } = asked.body;
    return changeTyped(context, asked, 'lead', { picks: typed, columns: leadColumnsOf(typed), custom });
  },
});

const every = { fields: FieldsIn.optional(), comment: words(4000).optional(), expectedSeq: z.int().min(0).optional() };

const reactivateLead = route({
  method: 'post',
  path: '/leads/:id/reactivate',
  right: 'lead.command',
  summary: 'Take a closed lead up again, or one that was put off',
  params: Id,
  headers: RequiredKey,
  body: z.strictObject(every).prefault({}).meta({ id: 'Reactivate' }),
  answers: LeadView,
  received: true,
  refuses: ['CommandRefused', 'NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { params, body } = asked;
    const { fields, comment, expectedSeq } = body;
    const { snapshot, version } = await cardOf(context, 'lead', params.id, asked.actor);
    const act = { ...backToWork(version.definition, snapshot), ...(fields && { fields }) };
    return send(context, asked, { kind: 'lead', instanceId: params.id, act, expectedSeq, record: { comment } });
  },
});

/** A closed lead is reopened, a wait ends, and a stage that leads on by itself on its day is left for there now. */
function backToWork(definition: Definition, { closedAt, wait, state }: Snapshot): Act {
  if (closedAt !== null) return { type: 'reopen' };
  if (wait) return { type: 'resume' };
  const next = definition.stages[state]?.atLimit;
  return next ? { type: 'move', to: next } : { type: 'reopen' };
}

export const leads: Route[] = [createLead, changeLead, ...qualifyRoutes, reactivateLead, ...instanceRoutes('lead')];
