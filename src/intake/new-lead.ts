import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { SendCommand } from '../commands';
import {
  chooseOwner,
  chooseVersion,
  customProblem,
  leadFactsOf,
  readCustomFields,
  type Version,
  type Versions,
} from '../crm';
import type { Incoming } from './incoming';
import type { Known } from './match';
import type { Configured } from './settings';
import { madeOf, NOBODY } from './tell';

/** What making leads needs. */
export interface Making {
  pool: Pool;
  versions: Versions;
  sendCommand: SendCommand;
  clock: { now(): number };
}

/** A message that may become a lead; `retries` tells one beginning from another. */
export interface Beginning {
  id: string;
  retries: number;
}

/** The lead, or that it is still on its way: the engine is away, or another message of the same person is making it. */
export type Made = { id: string; made: boolean } | 'waits';

/** What no retry mends; its message is for the person who looks into it. */
export class CannotBegin extends Error {
  override readonly name = 'CannotBegin';
}

/**
 * Makes the lead of a message, once however often it is tried. Of several messages of one person that come at once, one
 * makes it, and the others find it.
 * @throws CannotBegin when the process or its settings refuse it
 */
export async function makeLead(
  making: Making,
  message: Beginning,
  { source, incoming, known }: { source: Configured & { name: string }; incoming: Incoming; known: Known },
): Promise<Made> {
  const leadId = madeOf(message.id, 'lead');
  const held = await reserve(making, leadId, keysOf(incoming, known.contactId));
  if (held !== leadId) return (await comesUp(making.pool, held)) ? { id: held, made: false } : 'waits';
  const words = await wordsOf(making.pool, incoming, known);
  const version = await versionFor(making, source, words, leadId);
  const now = making.clock.now();
  const fallback = source.settings.ownerId;
  const asked = { instanceId: leadId, facts: leadFactsOf(words), fallback, now };
  const { ownerId } = await chooseOwner(making.pool, asked);
  const sent = await making.sendCommand({
    key: madeOf(message.id, `start ${message.retries}`),
    route: 'intake',
    body: { message: message.id },
    kind: 'lead',
    instanceId: leadId,
    actor: NOBODY,
    act: { type: 'start', owner: ownerId, fields: {} },
    versionId: version.id,
    record: words,
  });
  if (sent.became === 'received') return 'waits';
  if (sent.became === 'applied' || (sent.became === 'refused' && sent.refusal.code === 'AlreadyStarted')) {
    await tellOwner(making, message.id, leadId);
    return { id: leadId, made: true };
  }
  await making.pool.query('DELETE FROM inbound_leads WHERE lead_id = $1', [leadId]);
  throw new CannotBegin(sent.became === 'refused' ? sent.refusal.detail : `The lead could not begin: ${sent.became}`);
}

/** Whoever gets a lead that came in by itself is told so, once: nobody else did it who would. */
async function tellOwner({ pool, clock }: Making, messageId: string, leadId: string): Promise<void> {
  await pool.query(
    `INSERT INTO notifications (id, instance_id, person_id, code, subject, at)
     SELECT $1, i.id, i.owner_id, 'assigned', 'stage', $3 FROM process_instances i WHERE i.id = $2 ON CONFLICT (id) DO NOTHING`,
    [madeOf(messageId, 'assigned'), leadId, new Date(clock.now())],
  );
}

/** Hashes: what is kept of them beside the lead names nobody. */
const keysOf = (
  { marks: { email, phone, answers }, note: { externalKey } }: Incoming,
  contactId: string | null,
): Buffer[] =>
  [email && `e-mail ${email}`, phone && `phone ${phone}`, contactId && `contact ${contactId}`, externalKey, ...answers]
    .filter((key) => key !== null)
    .map((key) => createHash('sha256').update(key).digest());

async function reserve({ pool, clock }: Making, leadId: string, keys: readonly Buffer[]): Promise<string> {
  if (keys.length === 0) return leadId;
  const sql = 'SELECT reserve_lead($1, $2, $3) AS held';
  const { rows } = await pool.query<{ held: string }>(sql, [keys, leadId, new Date(clock.now())]);
  return rows[0]?.held ?? leadId;
}

/** A lead that another message is making is there in a moment, unless the engine is away. */
async function comesUp(pool: Pool, id: string): Promise<boolean> {
  for (let look = 0; look < 10; look += 1) {
    if ((await pool.query('SELECT 1 FROM process_instances WHERE id = $1', [id])).rows.length > 0) return true;
    await pause(200);
  }
  return false;
}

/** Of a known person nothing is written twice: the card has their name and addresses. */
async function wordsOf(
  pool: Pool,
  { record, custom }: Incoming,
  { contactId, accountId }: Known,
): Promise<Record<string, unknown> & { source?: string }> {
  const added = await addedFields(pool, custom);
  const { personName, email, phone, organisation, ...rest } = record;
  if (contactId === null)
    return { ...record, ...(accountId && { accountId }), ...(Object.keys(added).length > 0 && { custom: added }) };
  const { rows } = await pool.query<{ email: string | null; phone: string | null }>(
    'SELECT email, phone FROM contacts WHERE id = $1',
    [contactId],
  );
  return {
    ...rest,
    contactId,
    ...(accountId ? { accountId } : organisation && { organisation }),
    ...(email && !rows[0]?.email && { email }),
    ...(phone && !rows[0]?.phone && { phone }),
    ...(Object.keys(added).length > 0 && { custom: added }),
  };
}

/** Of the fields that the installation added those that can hold what was sent; the interaction has the rest in words. */
async function addedFields(pool: Pool, custom: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  if (Object.keys(custom).length === 0) return {};
  const fields = await readCustomFields(pool, 'lead');
  const fitting = fields.flatMap((field) => {
    const text = Object.hasOwn(custom, field.key) ? custom[field.key] : undefined;
    if (text === undefined || field.retiredAt !== null) return [];
    const value =
      field.type === 'number' ? Number(text) : field.type === 'flag' ? /^(true|on|yes|1|да)$/i.test(text) : text;
    return customProblem(field, value) === null ? [[field.key, value]] : [];
  });
  return Object.fromEntries(fitting);
}

async function versionFor(
  { pool, versions }: Making,
  { settings }: Configured,
  { source }: { source?: string },
  leadId: string,
): Promise<Version> {
  const { process } = settings;
  const version = await (process === undefined
    ? chooseVersion({ pool, versions }, { kind: 'lead', source }, leadId)
    : versions.current(process));
  if (version?.kind === 'lead') return version;
  throw new CannotBegin(
    process === undefined ? 'No routing rule says which process it gets' : `There is no process "${process}" for leads`,
  );
}
