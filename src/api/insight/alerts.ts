import type { Pool } from 'pg';
import { z } from 'zod';
import { isHidden, maskOf, type Person, sightOf } from '../../access';
import {
  type Alert,
  type AlertRule,
  listAlertRules,
  listAlerts,
  lookFor,
  putAlertRule,
  RuleSettings,
  removeAlertRule,
  titlesOfAlerts,
} from '../../insight';
import { once } from '../kept';
import { notFound, Problem } from '../problem';
import { route } from '../route';
import { Count, Flag, Id, isoOf, isoOrNull, OptionalKey, pageOfItems, paging, Text, Time, words } from '../schema';
import { mustExist } from '../send';

const Receivers = z.strictObject({
  owner: z.boolean().default(false).meta({ description: 'Of the sale that it is about' }),
  manager: z.boolean().default(false).meta({ description: 'Whoever manages that owner' }),
  people: z.array(z.uuid()).max(100).default([]),
  roles: z.array(z.string().min(1).max(100)).max(20).default([]),
});

const RuleIn = z.strictObject({
  name: z.strictObject({ en: words(200), ru: words(200) }),
  settings: RuleSettings,
  to: Receivers.refine(({ owner, manager, people, roles }) => owner || manager || people.length + roles.length > 0, {
    message: 'Must name somebody',
  }),
  active: z.boolean().default(true),
});

const RuleView = z
  .object({
    id: z.uuid(),
    name: Text,
    settings: RuleSettings,
    to: z.object({ owner: z.boolean(), manager: z.boolean(), people: z.array(z.uuid()), roles: z.array(z.string()) }),
    active: z.boolean(),
    revision: z.number(),
  })
  .meta({ id: 'AlertRule' });
const view = (rule: AlertRule): z.input<typeof RuleView> => rule;

const list = route({
  method: 'get',
  path: '/alert-rules',
  right: 'alert-rule.read',
  summary: 'The rules by which people are told of what goes wrong',
  answers: z.object({ items: z.array(RuleView) }),
  handle: async (_asked, { pool }) => ({ items: (await listAlertRules(pool)).map(view) }),
});

const make = route({
  method: 'post',
  path: '/alert-rules',
  right: 'alert-rule.change',
  summary: 'Make a rule; it is looked by within minutes, and each thing that it finds is told of once',
  headers: OptionalKey,
  body: RuleIn,
  answers: RuleView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: async (asked, context) => {
    await mustBeHere(context, asked.actor, asked.body.to.people);
    return once(context, asked, async (id) => {
      const made = await putAlertRule(
        context.pool,
        { ...asked.body, id, revision: null },
        asked.actor.id,
        context.clock.now(),
      );
      if (!made) throw new Problem('MovedOn');
      return view(made);
    });
  },
});

const change = route({
  method: 'put',
  path: '/alert-rules/:id',
  right: 'alert-rule.change',
  summary: 'Change a rule, or switch it off',
  params: Id,
  body: RuleIn.extend({ revision: Count.min(1).meta({ description: 'Of the rule that you looked at' }) }),
  answers: RuleView,
  refuses: ['NotFound', 'MovedOn'],
  handle: async ({ params, body, actor }, context) => {
    await mustBeHere(context, actor, body.to.people);
    const changed = await putAlertRule(context.pool, { ...body, id: params.id }, actor.id, context.clock.now());
    if (changed) return view(changed);
    if ((await listAlertRules(context.pool, params.id)).length === 0) throw notFound('rule');
    throw new Problem('MovedOn');
  },
});

/** @throws Problem for somebody who is not there */
async function mustBeHere(
  context: Parameters<typeof mustExist>[0],
  actor: Parameters<typeof mustExist>[1],
  people: readonly string[],
) {
  for (const [n, person] of people.entries())
    await mustExist(context, actor, { [`to.people.${n}`]: ['person', person] });
}

const remove = route({
  method: 'delete',
  path: '/alert-rules/:id',
  right: 'alert-rule.change',
  summary: 'Take a rule back, with what it found',
  params: Id,
  answers: z.object({ removed: z.boolean() }),
  refuses: ['NotFound'],
  handle: async ({ params }, { pool }) => {
    if (!(await removeAlertRule(pool, params.id))) throw notFound('rule');
    return { removed: true };
  },
});

const Detail = z.record(z.string(), z.union([z.string(), z.number()]));

const Title = z.string().nullable().meta({ description: 'Of the lead or sale; null: it is about none' });

const attempt = route({
  method: 'post',
  path: '/alert-rules/try',
  right: 'alert-rule.change',
  summary: 'What such a rule would find now; nobody is told',
  body: z.strictObject({ settings: RuleSettings }),
  answers: z.object({
    items: z.array(z.object({ thing: z.string(), title: Title, instanceId: z.uuid().nullable(), detail: Detail })),
  }),
  handle: async ({ body, actor }, { pool, clock }) => {
    const found = await lookFor(pool, body.settings, clock.now());
    const title = await titles(pool, actor, found);
    return {
      items: found.map(({ subject: _, detail, ...one }) => ({
        ...one,
        title: title(one),
        detail: shownDetail(actor, detail),
      })),
    };
  },
});

/** What they are about, by its name; null for what is about no lead or sale, and where the name is hidden. */
async function titles(pool: Pool, actor: Person, about: readonly { instanceId: string | null }[]) {
  const hidden = isHidden(maskOf(actor), 'sale', 'title');
  const found = await titlesOfAlerts(
    pool,
    hidden ? [] : about.map(({ instanceId }) => instanceId),
    await sightOf(pool, actor),
  );
  return ({ instanceId }: { instanceId: string | null }) => found.get(instanceId ?? '') ?? null;
}

/** Without the money that somebody's roles hide from them. */
const shownDetail = (actor: Person, detail: Alert['detail']): Alert['detail'] =>
  isHidden(maskOf(actor), 'sale', 'amount')
    ? Object.fromEntries(Object.entries(detail).filter(([key]) => !/minor$/i.test(key)))
    : detail;

const AlertView = z
  .object({
    id: z.uuid(),
    rule: z.object({ id: z.uuid(), name: Text, kind: z.string() }),
    thing: z.string(),
    title: Title,
    instanceId: z.uuid().nullable(),
    detail: Detail,
    raisedAt: Time,
    endedAt: Time.nullable().meta({ description: 'When it no longer held' }),
  })
  .meta({ id: 'Alert' });

const raised = route({
  method: 'get',
  path: '/alerts',
  right: 'alert-rule.read',
  summary: 'What the rules found, the latest first; what is about a sale is seen with it',
  query: z.strictObject({
    open: Flag.optional().meta({ description: 'What still holds, or what has ended' }),
    rule: z.uuid().optional(),
    ...paging,
  }),
  answers: pageOfItems(AlertView),
  handle: async ({ query, actor }, { pool, clock }) => {
    const { limit, cursor, ...which } = query;
    const read = await listAlerts(
      pool,
      { ...which, sight: await sightOf(pool, actor), page: { limit, cursor } },
      clock.now(),
    );
    const title = await titles(pool, actor, read.items);
    const items = read.items.map((one: Alert) => ({
      ...one,
      title: title(one),
      detail: shownDetail(actor, one.detail),
      raisedAt: isoOf(one.raisedAt),
      endedAt: isoOrNull(one.endedAt),
    }));
    return { ...read, items, asOf: isoOf(read.asOf) };
  },
});

export const alerts = [list, make, change, remove, attempt, raised];
