import { z } from 'zod';
import type { Act, Conversion, Definition, Fields, Snapshot } from '../process';
import { cardOf } from './instance-kinds';
import { instanceRoutes } from './instance-routes';
import { startInstance } from './new-instance';
import { type Route, route } from './route';
import { FieldsIn, Id, RequiredKey, words } from './schema';
import { Converted, mustExist, send } from './send';
import { LeadView } from './views';

const NewLead = z
  .strictObject({
    topic: words(300),
    personName: words(300).optional(),
    organisation: words(300).optional(),
    email: z.email().max(320).optional(),
    phone: words(100).optional(),
    industry: words(200).optional(),
    source: words(300).optional(),
    accountId: z.uuid().optional().meta({ description: 'A client who is registered already' }),
    contactId: z.uuid().optional(),
    process: z.string().max(200).optional().meta({ description: 'Else the routing rule says which' }),
    ownerId: z.uuid().optional().meta({ description: 'Else you' }),
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
    const { process, ownerId, fields, ...record } = asked.body;
    return startInstance(context, asked, { kind: 'lead', process, ownerId, fields, ...record, record });
  },
});

const ground = words(200).optional();
const every = { fields: FieldsIn.optional(), comment: words(4000).optional(), expectedSeq: z.int().min(0).optional() };

const Qualify = z
  .discriminatedUnion('result', [
    z.strictObject({
      result: z.literal('qualified'),
      create: z
        .strictObject({
          account: z.boolean().default(true),
          contact: z.boolean().default(true),
          sale: z.boolean().default(true),
        })
        .prefault({}),
      accountId: z.uuid().optional().meta({ description: 'Links a registered account instead of making one' }),
      contactId: z.uuid().optional(),
      ground: ground.meta({ description: 'The sign that called for it' }),
      ...every,
    }),
    z.strictObject({
      result: z.literal('disqualified'),
      reason: ground.meta({ description: 'A value of the process field for it, or words' }),
      ...every,
    }),
  ])
  .meta({ id: 'Qualify' });

const qualifyLead = route({
  method: 'post',
  path: '/leads/:id/qualify',
  right: 'lead.command',
  summary: 'Qualify a lead into the records that are marked, or disqualify it: one act',
  params: Id,
  headers: RequiredKey,
  body: Qualify,
  answers: LeadView.extend({ converted: Converted.optional() }),
  received: true,
  refuses: ['CommandRefused', 'NotFound', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { params, body } = asked;
    const { version } = await cardOf(context, 'lead', params.id);
    const { expectedSeq, comment } = body;
    const known = version.definition.fields;
    const said = body.result === 'qualified' ? body.ground : body.reason;
    const field = fieldFor(body.result === 'qualified' ? ['ground'] : ['disqualifyReason', 'reason'], said, known);
    const fields: Fields = { ...body.fields, ...(field && said !== undefined && { [field]: said }) };
    const record = { comment, ...(!field && said !== undefined && { reason: said }) };
    const conversion = body.result === 'qualified' ? conversionOf(body) : undefined;
    if (body.result === 'qualified')
      await mustExist(context, { accountId: ['account', body.accountId], contactId: ['contact', body.contactId] });
    const act = { type: 'close' as const, outcome: body.result, fields, ...(conversion && { conversion }) };
    return send(context, asked, { kind: 'lead', instanceId: params.id, act, expectedSeq, record });
  },
});

type Qualified = Extract<z.output<typeof Qualify>, { result: 'qualified' }>;

function conversionOf({ create, accountId, contactId }: Qualified): Conversion {
  const mark = (id: string | undefined, make: boolean) => (id !== undefined ? { id } : make ? 'create' : 'none');
  return {
    account: mark(accountId, create.account),
    contact: mark(contactId, create.contact),
    sale: create.sale ? 'create' : 'none',
  };
}

/** The process field that a ground or reason goes into; null when the process has none, or it is no value of its. */
function fieldFor(
  names: readonly string[],
  said: string | undefined,
  known: Readonly<Record<string, { type: string; options: Readonly<Record<string, unknown>> }>>,
): string | null {
  const name = names.find((one) => known[one]);
  const field = name === undefined ? undefined : known[name];
  if (!name || !field || said === undefined) return null;
  return field.type === 'text' || Object.hasOwn(field.options, said) ? name : null;
}

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
    const { snapshot, version } = await cardOf(context, 'lead', params.id);
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

export const leads: Route[] = [createLead, qualifyLead, reactivateLead, ...instanceRoutes('lead')];
