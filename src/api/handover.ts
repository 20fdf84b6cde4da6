import { z } from 'zod';
import { isAbove, type Person, readPerson, type Sight, sightOf } from '../access';
import {
  askBack,
  HANDED,
  type HandedWhat,
  handoverItems,
  holderOf,
  keepHandover,
  listHandovers,
  MOST_ITEMS,
  type PlannedItem,
  performHandover,
  planHandover,
  plannedItems,
  readAbsence,
  readHandover,
} from '../crm';
import { seenCard } from './card-write';
import type { Context } from './context';
import { HandoverPreview, HandoverRow, HandoverView, handoverRow, partsView } from './handover-views';
import { mustBeSeen } from './instance-kinds';
import { once } from './kept';
import { badInput, notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, OptionalKey, TimeIn, words } from './schema';

/** What is small is done before the answer; the rest within a minute, whatever happens to this process. */
const AT_ONCE = 25;

const wanted = {
  what: z
    .strictObject({ kind: z.enum(HANDED), id: z.uuid() })
    .optional()
    .meta({
      description: 'A lead or sale, a client, or everything of a person; of an absence, everything of whoever is away',
    }),
  absenceId: z.uuid().optional().meta({ description: 'Says from whom, to which deputy and until when' }),
  from: z.uuid().optional().meta({ description: 'Whose; of a lead, sale or client, its owner unless told' }),
  to: z.uuid().optional(),
  until: TimeIn.optional(),
};
const Preview = z.strictObject(wanted).meta({ id: 'HandoverWanted' });
const NewHandover = z.strictObject({ ...wanted, reason: words(2000) }).meta({ id: 'NewHandover' });

/** A handover as it would be made. */
interface Planned {
  what: HandedWhat;
  from: string;
  to: Person;
  until: number | null;
  items: PlannedItem[];
  sight: Sight;
}

function refuse(path: string, message: string): never {
  throw badInput({ path: `body.${path}`, message });
}

/** Who may hand over, or take back, what these have: they themselves, whoever is above them, an administrator. */
async function mustHave({ pool }: Context, actor: Person, ...whose: readonly string[]): Promise<void> {
  if (actor.roles.includes('administrator') || whose.includes(actor.id)) return;
  for (const one of whose) if (await isAbove(pool, actor.id, one)) return;
  throw new Problem('NotAllowed', { detail: 'It is for whoever has it, those above them and administrators.' });
}

async function mustSeeWhat(context: Context, actor: Person, { kind, id }: HandedWhat): Promise<HandedWhat> {
  if (kind === 'lead' || kind === 'sale') await mustBeSeen(context, kind, id, actor);
  else if (kind !== 'person') return { kind, id: (await seenCard(context, kind, id, actor)).id };
  return { kind, id };
}

async function planned(context: Context, actor: Person, body: z.output<typeof Preview>): Promise<Planned> {
  const { pool } = context;
  const absence = body.absenceId === undefined ? null : await readAbsence(pool, body.absenceId);
  if (body.absenceId !== undefined && !absence) refuse('absenceId', 'There is no such absence');
  const asked =
    body.what ?? (absence ? { kind: 'person' as const, id: absence.person.id } : refuse('what', 'Say what'));
  const what = await mustSeeWhat(context, actor, asked);
  const there = await holderOf(pool, what);
  if (!there) throw notFound(what.kind);
  const from = body.from ?? absence?.person.id ?? there.ownerId;
  if (!from) refuse('from', 'Nobody is responsible for it: say whose deals are meant');
  if (what.kind === 'person' && what.id !== from) refuse('from', 'It is the person that is handed over');
  await mustHave(context, actor, from);
  const to = await readPerson(pool, body.to ?? absence?.deputy?.id ?? refuse('to', 'Say to whom'));
  if (!to) refuse('to', 'There is no such person');
  if (to.id === from) refuse('to', 'They have it');
  const sight = await sightOf(pool, actor);
  const items = await planHandover(pool, what, from, sight);
  if (items.length === 0) refuse('what', 'There is nothing of theirs to hand over');
  if (items.length > MOST_ITEMS) refuse('what', `More than ${MOST_ITEMS} parts: hand clients over one by one`);
  return { what, from, to, until: body.until ?? absence?.to ?? null, items, sight };
}

async function handoverOf(context: Context, id: string, actor: Person) {
  const card = await readHandover(context.pool, id, actor);
  if (!card) throw notFound('handover');
  const items = await handoverItems(context.pool, id, await sightOf(context.pool, actor));
  return { ...handoverRow(card), ...partsView(items) };
}

const perform = (context: Context, id: string): Promise<number> =>
  performHandover({ ...context, door: context.sendCommand }, id, AT_ONCE);

const preview = route({
  method: 'post',
  path: '/handovers/preview',
  right: 'handover.make',
  summary: 'What would be handed over: deals, clients, planned contacts, tasks; nothing is changed',
  body: Preview,
  answers: HandoverPreview,
  refuses: ['NotFound', 'NotAllowed'],
  handle: async ({ body, actor }, context) => {
    const { items, sight, from, to } = await planned(context, actor, body);
    const { rows } = await context.pool.query<{ name: string }>('SELECT name FROM people WHERE id = $1', [from]);
    return {
      from: { id: from, name: rows[0]?.name ?? '' },
      to: { id: to.id, name: to.name },
      ...partsView(await plannedItems(context.pool, items, sight)),
      asOf: isoOf(context.clock.now()),
    };
  },
});

const create = route({
  method: 'post',
  path: '/handovers',
  right: 'handover.make',
  summary: 'Hand a deal, a client or everything of a person over to somebody else',
  description:
    'Clocks neither reset nor pause. What is small is done when it is answered; the rest within a minute: `status` says so.',
  headers: OptionalKey,
  body: NewHandover,
  answers: HandoverView,
  status: 201,
  refuses: ['NotFound', 'NotAllowed', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(context, asked, async (id) => {
      const { actor, body } = asked;
      const { reason, absenceId = null, ...rest } = body;
      // A repeat of what was cut short goes on with it: part of what it would plan is gone.
      if (!(await readHandover(context.pool, id, actor))) {
        const { what, from, to, until, items } = await planned(context, actor, { ...rest, absenceId: body.absenceId });
        const by = { id: actor.id, roles: actor.roles, teams: actor.teams };
        const made = { id, what, from, to: to.id, reason, until, absenceId, asked: by, at: context.clock.now() };
        await keepHandover(context.pool, made, items);
      }
      await perform(context, id);
      return handoverOf(context, id, actor);
    }),
});

const list = route({
  method: 'get',
  path: '/handovers',
  right: 'handover.read',
  summary: 'Handovers from you, to you and of those below you, the newest first; 100 at most',
  answers: z.object({ items: z.array(HandoverRow) }),
  handle: async ({ actor }, { pool }) => ({ items: (await listHandovers(pool, actor)).map(handoverRow) }),
});

const read = route({
  method: 'get',
  path: '/handovers/:id',
  right: 'handover.read',
  summary: 'One handover, with what became of each part and the briefings on its clients',
  params: Id,
  answers: HandoverView,
  refuses: ['NotFound'],
  handle: ({ params, actor }, context) => handoverOf(context, params.id, actor),
});

const goBack = route({
  method: 'post',
  path: '/handovers/:id/return',
  right: 'handover.make',
  summary: 'Give back what the receiver still has: what they closed stays, what others took is told',
  params: Id,
  headers: OptionalKey,
  answers: HandoverView,
  refuses: ['NotFound', 'NotAllowed', 'IdempotencyKeyReused', 'BadInput'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const { params, actor } = asked;
        const card = await readHandover(context.pool, params.id, actor);
        if (!card) throw notFound('handover');
        await mustHave(context, actor, card.from.id, card.to.id);
        if (card.status === 'running')
          throw new Problem('BadInput', { detail: 'It is still going on: ask again once it is done.' });
        await askBack(context.pool, params.id, { id: actor.id, roles: actor.roles, teams: actor.teams });
        await perform(context, params.id);
        return handoverOf(context, params.id, actor);
      },
      200,
    ),
});

/** What somebody has goes to somebody else, and comes back. Source: DIR-11. */
export const handovers: Route[] = [list, preview, create, read, goBack];
