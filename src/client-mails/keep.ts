import type { Pool, PoolClient } from 'pg';
import { v5 as derivedId } from 'uuid';
import { inTransaction } from '../platform/in-transaction';
import type { Instant } from '../process';
import type { Attached } from './attached';
import type { Draft } from './compose';
import type { LetterAbout } from './recipients';
import type { ClientMailRules } from './rules';

/** A mail that is to be sent: its letters were looked at, and may go. */
export interface NewMail {
  id: string;
  senderId: string;
  about: LetterAbout;
  template: string | null;
  /** The interaction that it answers, and the Message-IDs of that conversation. */
  answersId: string | null;
  answers: readonly string[];
  overrideReason: string | null;
  drafts: readonly Draft[];
  files: readonly Attached[];
}

/** `limited`: one of us, or one address, has had as many as an hour may hold. */
export type KeptMail = { became: 'kept' } | { became: 'limited'; who: 'sender' | 'address'; waitS: number };

const OF_LETTERS = '0b1c9f0e-5f0f-5d7c-8b8f-2d9f4a0f6c11';
const HOUR_S = 60 * 60;

/** Keeps a mail to be sent, once for each id, unless there were too many of late. All of it, or nothing. */
export function keepMail(pool: Pool, mail: NewMail, rules: ClientMailRules, now: Instant): Promise<KeptMail> {
  return inTransaction(pool, async (client) => {
    // Those of one sender are counted one after the other.
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('client mails ' || $1, 0))`, [mail.senderId]);
    const { rows } = await client.query('SELECT 1 FROM client_mails WHERE id = $1', [mail.id]);
    if (rows.length > 0) return { became: 'kept' };
    const limited = await limitOf(client, mail, rules, now);
    if (limited) return limited;
    await insert(client, mail, now);
    return { became: 'kept' };
  });
}

async function limitOf(
  client: PoolClient,
  mail: NewMail,
  rules: ClientMailRules,
  now: Instant,
): Promise<KeptMail | null> {
  const since = new Date(now - HOUR_S * 1000);
  const { rows: bySender } = await client.query<Counted>(
    `SELECT count(*)::int AS n, extract(epoch FROM min(m.created_at) - $2)::int AS wait
     FROM client_mails m JOIN client_mail_letters l ON l.mail_id = m.id WHERE m.sender_id = $1 AND m.created_at > $2`,
    [mail.senderId, since],
  );
  const [mine] = bySender;
  if (mine && mine.n + mail.drafts.length > rules.perSenderHour)
    return { became: 'limited', who: 'sender', waitS: waitOf(mine) };
  const { rows: byAddress } = await client.query<Counted>(
    `SELECT count(*)::int AS n, extract(epoch FROM min(m.created_at) - $2)::int AS wait
     FROM client_mails m JOIN client_mail_letters l ON l.mail_id = m.id WHERE l.address = ANY($1) AND m.created_at > $2
     GROUP BY l.address ORDER BY 1 DESC LIMIT 1`,
    [mail.drafts.map(({ to }) => to.address), since],
  );
  const [most] = byAddress;
  if (most && most.n + 1 > rules.perAddressHour) return { became: 'limited', who: 'address', waitS: waitOf(most) };
  return null;
}

interface Counted {
  n: number;
  wait: number | null;
}

const waitOf = ({ wait }: Counted): number => Math.min(HOUR_S, Math.max(1, wait ?? HOUR_S));

async function insert(client: PoolClient, mail: NewMail, now: Instant): Promise<void> {
  const { id, senderId, about, template, answersId, answers, overrideReason, drafts, files } = mail;
  await client.query(
    `INSERT INTO client_mails (id, sender_id, instance_id, account_id, template, answers_id, answers, override_reason, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, senderId, about.instanceId, about.accountId, template, answersId, answers, overrideReason, new Date(now)],
  );
  for (const [n, { to, subject, text }] of drafts.entries())
    await client.query(
      `INSERT INTO client_mail_letters (id, mail_id, n, contact_id, name, address, subject, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [derivedId(`${id} ${n}`, OF_LETTERS), id, n, to.contactId, to.name, to.address, subject, text],
    );
  await client.query(
    `INSERT INTO client_mail_files (mail_id, n, file_id, name, type, bytes)
     SELECT $1, f.n, f.id, f.name, f.type, f.bytes FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[])
       WITH ORDINALITY AS f (id, name, type, bytes, n)`,
    [id, files.map((f) => f.id), files.map((f) => f.name), files.map((f) => f.type), files.map((f) => f.bytes)],
  );
}
