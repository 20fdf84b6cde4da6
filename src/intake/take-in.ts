import { isOurLetter, letterAnswered, letterReturned } from '../client-mails';
import type { Content } from './content';
import { type Incoming, seenAs } from './incoming';
import { type Known, match } from './match';
import { CannotBegin, type Made, type Making, makeLead } from './new-lead';
import { type Noted, writeNote, writeTouch } from './note';
import { type InboundSource, sourceOfId } from './sources';
import { madeOf, NOBODY, tellInstance } from './tell';

/** A kept message that somebody works on. */
export interface TakenMessage {
  id: string;
  sourceId: string;
  content: Content;
  retries: number;
}

/** What became of it. */
export type Outcome =
  | {
      became: 'done';
      how: string;
      madeLead: boolean;
      instanceId: string | null;
      contactId: string | null;
      accountId: string | null;
      interactionId: string;
    }
  | { became: 'refused' | 'failed'; reason: string }
  | { became: 'waits' };

/**
 * Makes of a message what there is to be made of it: an interaction with somebody known, on their open lead or sale; a new lead
 * of whoever has none. Each step follows from the message's id, so that doing it again does nothing more.
 * @throws while a database is away, and for faults of ours: it is tried again
 */
export async function takeIn(making: Making, message: TakenMessage): Promise<Outcome> {
  const source = await sourceOfId(making.pool, message.sourceId);
  if (!source) return { became: 'failed', reason: 'Its source is gone' };
  const ours = await ofOurs(making, message.content);
  if (ours) return ours;
  const incoming = await seenAs(making.pool, message.content, source, message.retries > 0);
  if ('refused' in incoming) return { became: 'refused', reason: incoming.refused };
  const known = await match(making.pool, incoming.marks);
  const where = await whereTo(making, message, { source, incoming, known });
  if (where === 'waits' || 'reason' in where)
    return where === 'waits' ? { became: 'waits' } : { became: where.became, reason: where.reason };
  const { open, made } = where;
  const about = { instanceId: open?.id ?? null, contactId: known.contactId, accountId: known.accountId };
  const noted = await writeNote(
    making.pool,
    madeOf(message.id, 'interaction'),
    incoming.note,
    about,
    making.clock.now(),
  );
  if (incoming.note.direction === 'in') await letterAnswered(making.pool, incoming.marks.answers, incoming.note.at);
  if (open && (await tell(making, incoming, known, open, noted)) === 'waits') return { became: 'waits' };
  if (!made && incoming.note.direction === 'in' && incoming.note.kind !== 'call')
    await writeTouch(
      making.pool,
      message.id,
      touchWords(incoming, source),
      { ...noted, kind: open?.kind ?? null },
      incoming.note.at,
    );
  const how = made ? 'A lead was made' : open ? `Noted on the open ${open.kind}` : 'Noted with who is known';
  const { id: interactionId, contactId, accountId } = noted;
  return {
    became: 'done',
    how,
    madeLead: made,
    instanceId: open?.id ?? noted.instanceId,
    contactId,
    accountId,
    interactionId,
  };
}

/** What becomes of a mail that is ours itself: one that came back is noted with it, and a copy is none of a client's. */
async function ofOurs({ pool, clock }: Making, content: Content): Promise<Outcome | null> {
  if (content.kind !== 'mail') return null;
  if (await isOurLetter(pool, content.messageId)) return { became: 'refused', reason: 'A copy of a mail that we sent' };
  const back = content.returned && (await letterReturned(pool, content.returned, clock.now()));
  if (!back) return null;
  const { mailId: interactionId, ...about } = back;
  return { became: 'done', how: 'A mail of ours came back', madeLead: false, interactionId, ...about };
}

/** A touch is one with a campaign or a source that was said; that it came in by this address is none. */
const touchWords = ({ record }: Incoming, { name, settings }: InboundSource): Record<string, string> => {
  const { campaign, source } = record;
  return { ...(campaign && { campaign }), ...(source && (source !== name || settings.source) && { source }) };
};

type Where = { open: Known['open']; made: boolean } | { became: 'refused' | 'failed'; reason: string } | 'waits';

async function whereTo(
  making: Making,
  message: TakenMessage,
  given: { source: InboundSource; incoming: Incoming; known: Known },
): Promise<Where> {
  const { incoming, known } = given;
  // The lead of an earlier try is found as an open one of theirs: it is still the one that this message made.
  if (known.open) return { open: known.open, made: known.open.id === madeOf(message.id, 'lead') };
  if (incoming.noLead !== null)
    return known.contactId || known.accountId
      ? { open: null, made: false }
      : { became: 'refused', reason: incoming.noLead };
  try {
    const made: Made = await makeLead(making, message, given);
    return made === 'waits' ? made : { open: { id: made.id, kind: 'lead' }, made: made.made };
  } catch (error) {
    if (error instanceof CannotBegin) return { became: 'failed', reason: error.message };
    throw error;
  }
}

/**
 * Tells the lead or sale. An answer to ours is `e-mail answered`; a form is `form filled`. `interaction logged` stands for
 * somebody of ours being in touch: what a client sends to a lead that nobody has answered yet is not that.
 */
async function tell(
  making: Making,
  incoming: Incoming,
  known: Known,
  open: NonNullable<Known['open']>,
  noted: Noted,
): Promise<'told' | 'waits'> {
  const { note, inTouch } = incoming;
  const own =
    note.kind === 'form'
      ? 'form filled'
      : note.kind === 'e-mail' && note.direction === 'in' && known.answersOurs
        ? 'e-mail answered'
        : null;
  const logged = inTouch || noted.result === 'answered' || open.kind === 'sale' || (await isAnswered(making, open.id));
  const brings = { kind: note.kind, direction: note.direction, result: noted.result };
  for (const event of [...(own ? [own] : []), ...(logged ? ['interaction logged'] : [])]) {
    const sent = await tellInstance(making, {
      kind: open.kind,
      instanceId: open.id,
      event,
      brings,
      key: madeOf(noted.id, event),
      route: 'intake',
      body: { interaction: noted.id, event },
      actor: NOBODY,
    });
    if (sent?.became === 'received') return 'waits';
    if (sent?.became === 'applied') return 'told'; // one thing happened: one event of it moves the deal
  }
  return 'told';
}

async function isAnswered({ pool }: Making, leadId: string): Promise<boolean> {
  const sql = 'SELECT 1 FROM leads WHERE id = $1 AND first_response_at IS NOT NULL';
  return (await pool.query(sql, [leadId])).rows.length > 0;
}
