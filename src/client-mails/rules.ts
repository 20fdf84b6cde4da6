import type { Pool } from 'pg';
import type { Instant } from '../process';

/** Whose address letters to clients bear, and how many there may be. */
export interface ClientMailRules {
  /** In From: the company's address with the writer's name, or the writer's own address. */
  sender: 'company' | 'person';
  /** Who gets the answers: the mailbox that is read here, or the writer. */
  replyTo: 'company' | 'person';
  /** Of the mailbox that is read, where that is not the company's address in From. */
  replyAddress: string | null;
  /** Letters of one of us in an hour; letters to one address in an hour. */
  perSenderHour: number;
  perAddressHour: number;
  /** Whether who has the right may write to somebody who took back their consent, and say why. */
  mayOverride: boolean;
}

const USUAL: ClientMailRules = {
  sender: 'company',
  replyTo: 'company',
  replyAddress: null,
  perSenderHour: 100,
  perAddressHour: 5,
  mayOverride: false,
};

export async function readClientMailRules(pool: Pick<Pool, 'query'>): Promise<ClientMailRules> {
  const { rows } = await pool.query<ClientMailRules>(
    `SELECT sender, reply_to AS "replyTo", reply_address AS "replyAddress", per_sender_hour AS "perSenderHour",
       per_address_hour AS "perAddressHour", may_override AS "mayOverride" FROM client_mail_rules`,
  );
  return rows[0] ?? USUAL;
}

export async function setClientMailRules(
  pool: Pool,
  rules: ClientMailRules,
  { by, now }: { by: string; now: Instant },
): Promise<void> {
  const { sender, replyTo, replyAddress, perSenderHour, perAddressHour, mayOverride } = rules;
  await pool.query(
    `INSERT INTO client_mail_rules (sender, reply_to, reply_address, per_sender_hour, per_address_hour, may_override, changed_by, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (one) DO UPDATE SET sender = excluded.sender, reply_to = excluded.reply_to, reply_address = excluded.reply_address,
       per_sender_hour = excluded.per_sender_hour, per_address_hour = excluded.per_address_hour, may_override = excluded.may_override,
       changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    [sender, replyTo, replyAddress, perSenderHour, perAddressHour, mayOverride, by, new Date(now)],
  );
}
