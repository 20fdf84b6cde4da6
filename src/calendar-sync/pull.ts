import { v5 as derivedId } from 'uuid';
import { seenSql } from '../access';
import { changeInteraction, type Invitation, InvitationRefused, readInvitation, takeInvitation } from '../crm';
import { asWritten, fingerprintOf, interactionOf, type MeetingWords } from './entry';
import { dropItem, type Item, knowsOneOf, type Meeting, putItem, revisionOf } from './items';
import type { Syncing } from './sync';

const OF_ENTRIES = '7a0c7a3e-2f53-5a5b-9f0a-6f6d1d8a4b52';

/** Takes over what an entry says by now. One that is no meeting with somebody known leaves nothing of its words. */
export async function pull(syncing: Syncing, href: string): Promise<void> {
  const { pool, person, dav, items } = syncing;
  const entry = await dav.get(href);
  if (!entry) return;
  const known = items.get(href);
  const blank: Item = { href, etag: entry.etag, interactionId: null, ours: false, revision: null, fingerprint: null };
  const read = readEntry(entry.text);
  if (typeof read === 'string') return putItem(pool, person.id, { ...blank, ...known, etag: entry.etag }, read);
  const item = known?.interactionId ? known : await adopted(syncing, read, blank);
  if (item?.interactionId) return follow(syncing, { ...item, etag: entry.etag }, read);
  const note = await reasonToLeave(syncing, read);
  if (note !== null) return putItem(pool, person.id, blank, note);
  await takeOver(syncing, blank, read);
}

/** The meeting that a text says, or why it is none that can be planned. */
function readEntry(text: string): Invitation | string {
  try {
    return readInvitation(text);
  } catch (error) {
    if (error instanceof InvitationRefused) return error.message;
    throw error;
  }
}

/** An entry of ours that is known again by its UID, though nothing of it is: the calendar was connected anew. */
async function adopted({ meetings }: Syncing, { uid }: Invitation, blank: Item): Promise<Item | null> {
  const interactionId = interactionOf(uid);
  if (interactionId === null || !meetings.get(interactionId)?.mine) return null;
  return { ...blank, interactionId, ours: true };
}

/** Why an entry that was made in the calendar stays there alone; null: it is a meeting with a client. */
async function reasonToLeave({ pool, sight, now }: Syncing, read: Invitation): Promise<string | null> {
  if (interactionOf(read.uid) !== null) return 'a meeting of ours that is nobody’s any more';
  if (read.isPrivate) return 'private';
  if (read.cancelled) return 'cancelled';
  if ((read.end ?? read.start) < now) return 'over';
  const knows = await knowsOneOf(pool, read.emails, (bind) => seenSql(sight, 'contact', 'c', bind));
  return knows ? null : 'nobody known';
}

const wordsOf = ({ subject, place, start, end, cancelled }: Invitation): MeetingWords => ({
  subject,
  place,
  start,
  end,
  cancelled,
});

async function takeOver(syncing: Syncing, blank: Item, read: Invitation): Promise<void> {
  const { pool, person, sight, now } = syncing;
  const id = derivedId(`${person.id} ${read.uid}`, OF_ENTRIES);
  const taken = await takeInvitation(pool, { id, by: person.id, sight, now }, read);
  if (taken.became === 'nothing') return putItem(pool, person.id, blank, 'cancelled');
  const revision = await revisionOf(pool, taken.id);
  await putItem(pool, person.id, {
    ...blank,
    interactionId: taken.id,
    revision,
    fingerprint: fingerprintOf(wordsOf(read)),
  });
}

/**
 * Takes over what was changed in an entry. Where the meeting was changed here as well, what was changed last holds, and the
 * history has both: the other state is written, and then overwritten.
 */
async function follow(syncing: Syncing, item: Item, read: Invitation): Promise<void> {
  const { pool, person, meetings, now } = syncing;
  const meeting = meetings.get(String(item.interactionId));
  const theirs = wordsOf(read);
  const fingerprint = fingerprintOf(theirs);
  const same = meeting && fingerprintOf(asWritten(meeting)) === fingerprint;
  if (!meeting || fingerprint === item.fingerprint || same || meeting.status !== 'planned') {
    const settled = same ? { revision: meeting.revision, fingerprint } : {};
    return putItem(pool, person.id, { ...item, ...settled });
  }
  const changedHere = item.revision !== null && meeting.revision > item.revision;
  const oursHolds = changedHere && meeting.changedAt > (read.changedAt ?? now);
  await apply(syncing, meeting.id, theirs);
  const revision = await revisionOf(pool, meeting.id);
  if (oursHolds) await apply(syncing, meeting.id, meeting);
  await putItem(pool, person.id, { ...item, revision, fingerprint });
}

async function apply({ pool, person, now }: Syncing, id: string, words: MeetingWords): Promise<void> {
  const asked = { id, by: person.id, now, revision: null };
  if (words.cancelled) {
    await changeInteraction(pool, { ...asked, act: 'cancel' }, {});
    return;
  }
  const { subject, place, start, end } = words;
  // Called off there by mistake, and then not: `move` plans anew what was missed, and leaves what was called off.
  await changeInteraction(
    pool,
    { ...asked, act: 'move' },
    { subject, place, plannedFor: start, plannedUntil: end, ...(start <= now && { remindAt: null }) },
  );
}

/** An entry that is no longer among those of the time that is kept in step: deleted, or moved far away. */
export async function pullGone(syncing: Syncing, item: Item): Promise<void> {
  const { pool, person, dav, meetings, now } = syncing;
  const meeting: Meeting | undefined = item.interactionId === null ? undefined : meetings.get(item.interactionId);
  if (meeting?.status === 'planned' && (meeting.end ?? meeting.start) > now) {
    if (await dav.get(item.href)) return pull(syncing, item.href);
    const asked = { id: meeting.id, by: person.id, now, revision: null, act: 'cancel' as const };
    if (meeting.mine) await changeInteraction(pool, asked, { result: 'Deleted in the calendar' });
  }
  // What is over stays there; what was made here and is still to come is not written anew, since it is cancelled now.
  if (meeting?.status !== 'held') await dropItem(pool, person.id, item.href);
}
