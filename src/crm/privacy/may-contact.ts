import type { Pool } from 'pg';
import type { Instant } from '../../process';
import type { Channel, Purpose } from './consent';

/** Whether somebody may be reached, and by what it follows. */
export interface MayContact {
  may: boolean;
  why:
    | 'agreed'
    /** A deal is a reason to write to whoever is part of it; advertising needs to be asked for. */
    | 'not asked'
    | 'withdrawn'
    | 'do not call'
    | 'erased'
    | 'no such contact';
}

const SQL = `
  SELECT c.erased_at IS NOT NULL AS erased, coalesce(p.do_not_call, false) AS silent,
    (SELECT given FROM consents x WHERE x.contact_id = c.id AND x.channel = $2 AND x.purpose = $3 AND x.at <= $4
     ORDER BY x.at DESC, x.id DESC LIMIT 1) AS given
  FROM contacts c LEFT JOIN contact_preferences p ON p.contact_id = c.id WHERE c.id = lives_on('contact', $1)`;

/**
 * Whether somebody may be reached by a channel for a purpose. What they said last holds; where they said nothing, a deal may
 * be talked about and nothing may be advertised. Whoever is not to be called is not, whatever else they said. A merged contact
 * is asked of as the one it lives on in. Whatever sends to people outside asks here first.
 */
export async function mayContact(
  pool: Pool,
  contactId: string,
  channel: Channel,
  purpose: Purpose,
  now: Instant,
): Promise<MayContact> {
  const { rows } = await pool.query<{ erased: boolean; silent: boolean; given: boolean | null }>(SQL, [
    contactId,
    channel,
    purpose,
    new Date(now),
  ]);
  const [found] = rows;
  if (!found) return { may: false, why: 'no such contact' };
  if (found.erased) return { may: false, why: 'erased' };
  if (channel === 'phone' && found.silent) return { may: false, why: 'do not call' };
  if (found.given === null) return { may: purpose === 'deal', why: 'not asked' };
  return found.given ? { may: true, why: 'agreed' } : { may: false, why: 'withdrawn' };
}
