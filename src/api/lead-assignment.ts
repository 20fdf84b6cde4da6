import { z } from 'zod';
import { BY_HAND, readAssignment, sayFallback } from '../crm';
import { LookedView, lookedView } from './distribution-views';
import { mustSee } from './must-see';
import { type Route, route } from './route';
import { Id, isoOf, isoOrNull, Ref, Text, Time } from './schema';

const AssignmentView = z
  .object({
    how: z.enum(['rule', 'queue', 'fallback', 'by hand']),
    distribution: z.number().nullable().meta({ description: 'Which rules: `n` of GET /distribution/versions' }),
    rule: z.number().nullable().meta({ description: 'Its place in the text, from 1' }),
    owner: Ref.nullable().meta({ description: 'Who got it then; of a queue, who keeps it' }),
    at: Time.nullable(),
    claimedBy: Ref.nullable(),
    claimedAt: Time.nullable(),
    looked: z.array(LookedView),
    say: z.array(Text).meta({ description: 'Why, as sentences' }),
  })
  .meta({ id: 'LeadAssignment' });

const NOBODY: z.input<typeof AssignmentView> = {
  how: 'by hand',
  distribution: null,
  rule: null,
  owner: null,
  at: null,
  claimedBy: null,
  claimedAt: null,
  looked: [],
  say: [BY_HAND],
};

const assignment = route({
  method: 'get',
  path: '/leads/:id/assignment',
  right: 'lead.read',
  summary: 'Why a lead was given to whom: the rules that were looked at, and how everybody stood then',
  params: Id,
  answers: AssignmentView,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, context) => {
    await mustSee(context, actor, 'lead', params.id);
    const found = await readAssignment(context.pool, params.id);
    if (!found) return NOBODY;
    const { rules, names, rule, owner, queue: queued, looked } = found;
    const views = looked.flatMap((one) => lookedView(one, rules, names));
    return {
      how: rule === null ? ('fallback' as const) : queued ? ('queue' as const) : ('rule' as const),
      distribution: found.distribution,
      rule: rule === null ? null : rule + 1,
      owner,
      at: isoOf(found.assignedAt),
      claimedBy: found.claimedBy,
      claimedAt: isoOrNull(found.claimedAt),
      looked: views,
      say: [...views.map((one) => one.say), ...(rule === null ? [sayFallback(owner.name)] : [])],
    };
  },
});

export const leadAssignment: Route[] = [assignment];
