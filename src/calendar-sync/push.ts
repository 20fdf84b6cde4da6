import { asWritten, changedEntry, entryOf, fingerprintOf } from './entry';
import { dropItem, type Item, type Meeting, putItem } from './items';
import type { Syncing } from './sync';

/** Writes into the calendar what was planned, changed or called off here. What somebody else changed meanwhile waits for the next look. */
export async function push(syncing: Syncing): Promise<void> {
  const { items, meetings } = syncing;
  const linked = new Map(
    [...items.values()].flatMap((item) => (item.interactionId ? [[item.interactionId, item]] : [])),
  );
  for (const meeting of meetings.values()) {
    const item = linked.get(meeting.id) as Item | undefined;
    if (!item) await add(syncing, meeting);
    else if (meeting.revision !== item.revision || !meeting.mine) await change(syncing, item, meeting);
  }
}

async function add({ pool, person, dav, now }: Syncing, meeting: Meeting): Promise<void> {
  if (meeting.status !== 'planned' || !meeting.mine || (meeting.end ?? meeting.start) < now) return;
  const href = dav.hrefOf(`dealwright-${meeting.id}.ics`);
  const written = await dav.put(href, entryOf(meeting), null);
  // One of that name is there already, by an earlier try whose end nobody wrote down: it is ours.
  const etag = written || (await dav.get(href))?.etag;
  if (etag === undefined) return;
  const { revision } = meeting;
  const fingerprint = fingerprintOf(asWritten(meeting));
  const item = { href, etag, interactionId: meeting.id, ours: true, revision, fingerprint };
  await putItem(pool, person.id, written === null ? { ...item, etag: '', revision: 0, fingerprint: null } : item);
}

async function change(syncing: Syncing, item: Item, meeting: Meeting): Promise<void> {
  const { pool, person, dav } = syncing;
  if (meeting.status === 'held' && meeting.mine)
    return putItem(pool, person.id, { ...item, revision: meeting.revision });
  const isOff = meeting.cancelled || !meeting.mine;
  if (isOff && item.ours) {
    if (await dav.remove(item.href, item.etag)) await dropItem(pool, person.id, item.href);
    return;
  }
  const text = item.ours ? entryOf(meeting) : await rewritten(syncing, item, { ...meeting, cancelled: isOff });
  if (text === null) return putItem(pool, person.id, { ...item, revision: meeting.revision }, 'it cannot be changed');
  const etag = await dav.put(item.href, text, item.etag);
  if (etag === null) return;
  const now = etag || (await dav.get(item.href))?.etag || item.etag;
  const fingerprint = fingerprintOf(asWritten({ ...meeting, cancelled: isOff }));
  await putItem(pool, person.id, { ...item, etag: now, revision: meeting.revision, fingerprint });
}

async function rewritten({ dav }: Syncing, item: Item, meeting: Meeting): Promise<string | null> {
  const entry = await dav.get(item.href);
  return entry && entry.etag === item.etag ? changedEntry(entry.text, meeting) : null;
}
