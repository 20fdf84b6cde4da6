import { ImapFlow, type SearchObject } from 'imapflow';
import type { Pool } from 'pg';
import { type FileRoom, StoreAway } from '../../files';
import type { Clock } from '../../platform/clock';
import type { Instant } from '../../process';
import { keep } from '../keep';
import { keepMessage } from '../keep-files';
import { MOST_BYTES, readMail, unread } from '../mail/read-mail';
import { type InboundSource, knockedAt } from '../sources';
import type { Mailbox } from './config';
import { type Place, readPlace, writePlace, writePoll } from './place';

/** What is needed to read mailboxes. `beat` tells that somebody still reads. */
export interface Polling {
  pool: Pool;
  clock: Clock;
  beat?: () => void;
  /** Where what comes along is kept; without it there are words about it alone. */
  files?: FileRoom;
}

/** What a look into a mailbox came to. */
export interface Polled {
  kept: number;
  /** Why it could not be read, without anybody's address or password; null when it was. */
  trouble: string | null;
}

/** The mark of a mail that is kept, where mails stay in place. */
export const MARK = '$Dealwright';
/** Beyond so many mails in one look, the rest waits for the next. */
const MOST_AT_ONCE = 500;
const HEAD_BYTES = 64 * 1024;

/**
 * Reads what is new in one mailbox, oldest first: each mail is kept, then its place is written down, then it is marked or moved.
 * Whoever is killed in between leaves mails that the next look reads again, and whose Message-ID is known then.
 */
export async function pollMailbox(polling: Polling, mailbox: Mailbox): Promise<Polled> {
  const { pool, clock } = polling;
  const source = (await knockedAt(pool, mailbox.source))?.source;
  if (source?.kind !== 'mail' || !source.active)
    return { kept: 0, trouble: `There is no active source of mail "${mailbox.source}"` };
  const client = connection(mailbox);
  let polled: Polled;
  try {
    await client.connect();
    polled = { kept: await readNew(polling, client, mailbox, source), trouble: null };
  } catch (error) {
    polled = { kept: 0, trouble: troubleIn(error) };
  } finally {
    client.close();
  }
  await writePoll(pool, source.id, polled.trouble, clock.now());
  return polled;
}

function connection({ host, port, tls, user, password, ca }: Mailbox): ImapFlow {
  const client = new ImapFlow({
    host,
    port,
    secure: tls === 'implicit',
    ...(tls === 'starttls' && { doSTARTTLS: true }),
    auth: { user, pass: password },
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
  });
  client.on('error', () => undefined); // told by the call that is under way
  return client;
}

async function readNew(polling: Polling, client: ImapFlow, mailbox: Mailbox, source: InboundSource): Promise<number> {
  const lock = await client.getMailboxLock(mailbox.folder);
  try {
    const { uidValidity, uidNext } = client.mailbox as { uidValidity: bigint; uidNext: number };
    const counted = String(uidValidity);
    const first: Place = { uidValidity: counted, lastUid: uidNext - 1, beganAt: polling.clock.now() };
    const place = await readPlace(polling.pool, source.id, mailbox.folder, first);
    const [uids, left] = await unreadUids(client, place, counted);
    await putAway(client, mailbox, left);
    let kept = 0;
    for (const uid of uids.slice(0, MOST_AT_ONCE)) {
      kept += (await keepMail(polling, client, source, uid)) ? 1 : 0;
      await writePlace(polling.pool, source.id, mailbox.folder, counted, uid);
      await putAway(client, mailbox, [uid]);
      polling.beat?.();
    }
    return kept;
  } finally {
    lock.release();
  }
}

/**
 * What is after the place that was read up to; and what is before it and was kept, but not put away, by who was killed then.
 * Where the server counts anew, and numbers mean nothing any more, whatever came since the mailbox is read at all: what is
 * known of it is told by its Message-ID.
 */
async function unreadUids(
  client: ImapFlow,
  { uidValidity, lastUid, beganAt }: Place,
  now: string,
): Promise<[unread: number[], left: number[]]> {
  if (uidValidity !== now) return [await uidsSince(client, beganAt, {}), []];
  const found = (await client.search({ uid: `${lastUid + 1}:*` }, { uid: true })) || [];
  const unread = found.filter((uid) => uid > lastUid).sort((a, b) => a - b); // `n:*` always holds the last one
  const left = lastUid === 0 ? [] : await uidsSince(client, beganAt, { uid: `1:${lastUid}`, unKeyword: MARK });
  return [unread, left];
}

/** Servers search by the day; which mails came before the instant itself, their own instants tell. */
async function uidsSince(client: ImapFlow, since: Instant, query: SearchObject): Promise<number[]> {
  const day = new Date(since - 24 * 60 * 60 * 1000);
  const found = (await client.search({ ...query, since: day }, { uid: true })) || [];
  if (found.length === 0) return [];
  const mails = await client.fetchAll(found.join(','), { internalDate: true }, { uid: true });
  const second = Math.floor(since / 1000) * 1000;
  return mails
    .filter(({ internalDate }) => internalDate !== undefined && new Date(internalDate).getTime() >= second)
    .map(({ uid }) => uid)
    .sort((a, b) => a - b);
}

/** Keeps one mail. A mail beyond the limits of its source waits for the next look. */
async function keepMail(
  { pool, clock, files }: Polling,
  client: ImapFlow,
  source: InboundSource,
  uid: number,
): Promise<boolean> {
  const size = await client.fetchOne(String(uid), { size: true }, { uid: true });
  if (!size) return false; // deleted meanwhile
  const bytes = size.size ?? 0;
  const large = bytes > MOST_BYTES;
  const query = { source: large ? { start: 0, maxLength: HEAD_BYTES } : true };
  const read = await client.fetchOne(String(uid), query, { uid: true });
  if (!read || read.source === undefined) return false;
  const now = clock.now();
  const tooLarge = `It is larger than ${MOST_BYTES / 1024 / 1024} MiB`;
  const understood = large ? unread(read.source, bytes, tooLarge, now) : await readMail(read.source, now);
  const kept = await keepMessage({ pool, files }, source, understood, now).catch((error: unknown) => {
    // One mail that no table can hold must not keep those behind it waiting.
    if (!/^22/.test(String(Object(error).code))) throw error;
    return keep(
      pool,
      source,
      { ...unread(new Uint8Array(), bytes, 'It cannot be kept as it is', now), key: `uid ${uid} ${bytes}` },
      now,
    );
  });
  if (kept.became === 'limited') throw new Limited();
  return kept.became === 'kept';
}

class Limited extends Error {
  override readonly name = 'Limited';
}

/** Marks or moves what is kept, so that people see it. */
async function putAway(client: ImapFlow, { moveTo, folder }: Mailbox, uids: readonly number[]): Promise<void> {
  if (uids.length === 0) return;
  const range = uids.join(',');
  if (moveTo === undefined || moveTo === folder) {
    await client.messageFlagsAdd(range, [MARK], { uid: true });
    return;
  }
  await client.mailboxCreate(moveTo).catch(() => undefined); // it is there
  await client.messageMove(range, moveTo, { uid: true });
}

/** In words of ours: those of servers may hold addresses. */
function troubleIn(error: unknown): string {
  if (error instanceof StoreAway) return 'The store of files is away; mails wait for it';
  const { name, code, authenticationFailed, responseStatus, tlsFailed } = Object(error) as Record<string, unknown>;
  if (name === 'Limited') return 'More mails than its source takes in a minute; the rest waits';
  if (authenticationFailed) return 'The mail server refuses the user or the password';
  if (tlsFailed) return 'No encrypted connection to the mail server';
  return `The mailbox cannot be read (${String(code ?? responseStatus ?? name ?? 'error')})`;
}
