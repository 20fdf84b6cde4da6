import type { Pool } from 'pg';
import { type Deal, valuesOf } from './mail-words';
import { type Rendered, renderMail, tame } from './render';
import type { Language } from './template';
import { findTemplate } from './templates';

/** A mail to one person. Its key is the same whenever it is sent, so that a receiver can drop repeats. */
export interface Letter {
  key: string;
  to: { id: string; name: string; address: string };
  mail: Rendered & { attachments?: { filename: string; content: Buffer; contentType: string }[] };
  /** Why it cannot be sent to them, whatever is tried. */
  fault: string | null;
}

/** What a wish for a mail comes to: a letter to each person, or why there can be none. */
export type Letters = { letters: Letter[] } | { letters?: undefined; fault: string };

/** Writes the letters of a wish, each in its reader's language and time. Reads all of it from the tables. */
export async function writeLetters(pool: Pool, wishId: string): Promise<Letters> {
  const { rows } = await pool.query<Read>(SQL, [wishId]);
  const [row] = rows;
  if (!row) return { fault: 'the deal is no longer there' };
  const template = await findTemplate(pool, row.template);
  if (!template) return { fault: `there is no mail template "${row.template}"` };
  const readers = row.readers ?? [];
  if (readers.length === 0) return { fault: 'nobody is there to receive it' };
  const letters = readers.map((reader): Letter => {
    const language: Language = reader.language === 'ru' ? 'ru' : 'en';
    const mail = renderMail(template, language, valuesOf(row, { name: reader.name, language, zone: reader.zone }));
    const to = { id: reader.id, name: tame(reader.name), address: reader.email };
    return { key: `${wishId}.${reader.id}`, to, mail, fault: faultOf(reader) };
  });
  return { letters };
}

const ADDRESS = /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\"]+$/;

/** Whether an address is one that mail can be sent to, as far as its form says. */
export const isMailAddress = (email: string): boolean => ADDRESS.test(email) && email.length <= 254;

function faultOf({ email, active }: ReadReader): string | null {
  if (!active) return 'no longer works here';
  return isMailAddress(email) ? null : 'has no usable address';
}

interface ReadReader {
  id: string;
  name: string;
  email: string;
  language: string;
  active: boolean;
  zone: string;
}

type Read = Deal & { template: string; readers: ReadReader[] | null };

// People's zone is their office's; of those without one, the zone of the office calendar.
const SQL = `
  SELECT o.wish ->> 'template' AS template, coalesce(o.wish ->> 'subject', '') AS subject, e.snapshot, v.definition,
    coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic, '') AS name, coalesce(owner.name, '') AS owner,
    (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email, 'language', p.language,
        'active', p.active, 'zone', coalesce(f.zone, c.zone, 'UTC')) ORDER BY p.name, p.id)
      FROM people p LEFT JOIN offices f ON f.id = p.office_id
      LEFT JOIN (SELECT definition ->> 'zone' AS zone FROM calendars WHERE key = 'office' ORDER BY version DESC LIMIT 1) c ON true
      WHERE p.id IN (SELECT t::uuid FROM jsonb_array_elements_text(o.wish -> 'to') t)) AS readers
  FROM outbox o
  JOIN process_instances i ON i.id = o.instance_id
  JOIN process_events e ON e.instance_id = o.instance_id AND e.seq = o.seq
  JOIN process_versions v ON v.id = i.version_id
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
  LEFT JOIN people owner ON owner.id = (e.snapshot ->> 'owner')::uuid
  WHERE o.id = $1`;
