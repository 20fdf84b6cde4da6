import type { Pool } from 'pg';
import { z } from 'zod';
import { AUDIT_ACTS, type AuditEntry, listAudit, sealAudit, sealedEntries, verifyAudit } from '../access';
import { Problem } from './problem';
import { type Page, type Route, route } from './route';
import { Time, TimeIn } from './schema';
import { sendLines } from './send-lines';

const AuditView = z
  .object({
    n: z.number(),
    at: Time,
    actor: z.string().meta({ description: "A person's id, `system`, or empty for somebody unknown" }),
    act: z.enum(AUDIT_ACTS),
    route: z.string(),
    status: z.number().nullable(),
    requestId: z.string().nullable(),
    content: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Null once it is erased' }),
    link: z
      .number()
      .nullable()
      .meta({ description: 'Its place in the chain; null until it is sealed, within a minute' }),
  })
  .meta({ id: 'AuditEntry' });

const entryView = ({ at, content, ...entry }: AuditEntry) => ({
  n: entry.n,
  at: at.toISOString(),
  actor: entry.actor,
  act: entry.act,
  route: entry.route,
  status: entry.status,
  requestId: entry.requestId,
  content: content === null ? null : (JSON.parse(content) as Record<string, unknown>),
  link: entry.link,
});

const list = route({
  method: 'get',
  path: '/audit',
  right: 'audit.read',
  summary: 'Who changed what, who read personal data in bulk, and who was refused; the newest first',
  query: z.strictObject({
    actor: z.string().max(100).optional(),
    act: z.enum(AUDIT_ACTS).optional(),
    from: TimeIn.optional(),
    to: TimeIn.optional(),
    before: z.coerce.number().int().min(1).optional().meta({ description: 'The `n` that the last page ended with' }),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  answers: z.object({ items: z.array(AuditView), next: z.number().nullable() }),
  handle: async ({ query: { before, limit, ...filter } }, { pool }) => {
    const found = await listAudit(pool, filter, before ?? null, limit + 1);
    const items = found.slice(0, limit).map(entryView);
    return { items, next: found.length > limit ? (items.at(-1)?.n ?? null) : null };
  },
});

const verify = route({
  method: 'post',
  path: '/audit/verification',
  right: 'audit.read',
  summary: 'Go along the chain of entries: an altered or missing one shows, an erased one does not',
  answers: z
    .object({
      holds: z.boolean(),
      entries: z.number().optional(),
      erased: z.number().optional(),
      seal: z
        .string()
        .nullable()
        .optional()
        .meta({ description: 'The digest of all of it: keep it elsewhere to hold against' }),
      link: z.number().optional().meta({ description: 'Where the chain breaks' }),
      because: z.string().optional(),
    })
    .meta({ id: 'AuditVerdict' }),
  handle: async (_asked, { pool }) => {
    await sealAudit(pool);
    return verifyAudit(sealedEntries(pool));
  },
});

export const auditRoutes: Route[] = [list, verify];

/** The whole chain as lines of JSON, digests included, so that anybody can go along it. */
export const auditExport: Page = {
  method: 'get',
  path: '/audit/export',
  right: 'audit.read',
  summary: 'All sealed entries as lines of JSON, with the salts and digests of the chain',
  serves: 'application/x-ndjson',
  serve: async (request, response, { pool }) => {
    if (Object.keys(request.query).length > 0)
      throw new Problem('BadInput', { detail: 'The export takes no filter: a part of a chain proves nothing.' });
    await sealAudit(pool);
    response.type('application/x-ndjson');
    await sendLines(response, linesOf(pool));
  },
};

async function* linesOf(pool: Pool): AsyncGenerator<string> {
  for await (const { salt, contentDigest, seal, ...entry } of sealedEntries(pool)) {
    const hex = {
      salt: salt?.toString('hex') ?? null,
      contentDigest: contentDigest.toString('hex'),
      seal: seal.toString('hex'),
    };
    yield `${JSON.stringify({ ...entry, ...hex })}\n`;
  }
}
