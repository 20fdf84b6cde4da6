import type { Pool } from 'pg';
import { v5 as derivedId } from 'uuid';
import type { SendCommand } from '../src/commands';
import { chooseVersion, type Version, type Versions } from '../src/crm';
import type { Definition, Fields, Snapshot } from '../src/process';
import { fieldProblem } from '../src/process/fields/field-value';
import type { createReportIncident } from './report-incident';

interface LeadRow {
  leadVersionId: string;
  snapshot: Snapshot;
  saleId: string;
  source: string | null;
  line: string | null;
  accountId: string | null;
  started: boolean;
  /** What whoever qualified it said of the sale. */
  said: Fields | null;
}

/**
 * Starts the process of the sale that qualifying a lead made; one that the lead has joined is another's. The command's key
 * follows from the sale's id, so that it is started once, however often this is tried. What the lead knows already goes along,
 * fields of the same name and type, and what was said of the sale, as far as its process can hold it.
 * @throws while the engine or the database is away: it is tried again.
 */
export const createStartSale = ({
  pool,
  versions,
  send,
  report,
}: {
  pool: Pool;
  versions: Versions;
  send: SendCommand;
  report: ReturnType<typeof createReportIncident>;
}) =>
  async function startSale(leadId: string): Promise<void> {
    const lead = await readLead(pool, leadId);
    if (!lead || lead.started) return;
    const version = await versionFor(lead, pool, versions);
    const { definition } = await versions.get(lead.leadVersionId);
    const carried = carriedOver(definition, version.definition, lead.snapshot.fields);
    const fields = { ...carried, ...heldBy(version.definition, lead.said ?? {}) };
    const sent = await send({
      key: derivedId('start', lead.saleId),
      route: 'qualify',
      body: { leadId },
      kind: 'sale',
      instanceId: lead.saleId,
      actor: { id: 'system', roles: [], teams: [] },
      act: { type: 'start', owner: lead.snapshot.owner, fields },
      versionId: version.id,
    });
    if (sent.became === 'applied' || (sent.became === 'refused' && sent.refusal.code === 'AlreadyStarted')) return;
    if (sent.became === 'received') throw new Error(`The sale of lead ${leadId} has not started yet.`);
    // What no retry can mend must not hold the lead up: it is left as an incident.
    const why = sent.became === 'refused' ? sent.refusal.detail : sent.became;
    await report(leadId, lead.saleId, Date.now(), `Its sale cannot start: ${why}`);
  };

/** @throws Error while no rule gives a published process: the set-up publishes both. */
async function versionFor({ snapshot, saleId, ...lead }: LeadRow, pool: Pool, versions: Versions): Promise<Version> {
  const { source, line, accountId } = lead;
  const routed = { kind: 'sale' as const, fields: snapshot.fields, source, line, accountId };
  const version = await chooseVersion({ pool, versions }, routed, saleId);
  if (!version) throw new Error('No routing rule gives a new sale a published process.');
  return version;
}

async function readLead(pool: Pool, leadId: string): Promise<LeadRow | null> {
  const { rows } = await pool.query<LeadRow>(
    `SELECT i.version_id AS "leadVersionId", i.snapshot, l.sale_id AS "saleId", l.source, l.line, coalesce(w.account_id, l.account_id) AS "accountId",
       EXISTS (SELECT 1 FROM process_instances s WHERE s.id = l.sale_id) AS started, e.said
     FROM leads l JOIN process_instances i ON i.id = l.id LEFT JOIN sales w ON w.id = l.sale_id
     JOIN LATERAL (SELECT command #> '{conversion,saleFields}' AS said FROM process_events
       WHERE instance_id = l.id AND facts #>> '{converted,saleId}' = l.sale_id::text AND NOT facts -> 'converted' ? 'joined'
       ORDER BY seq LIMIT 1) e ON true
     WHERE l.id = $1`,
    [leadId],
  );
  return rows[0] ?? null;
}

function carriedOver(lead: Definition, sale: Definition, fields: Fields): Fields {
  const known = Object.entries(fields).filter(([key]) => sale.fields[key]?.type === lead.fields[key]?.type);
  return heldBy(sale, Object.fromEntries(known));
}

/** Those values that a process has a field for. */
function heldBy({ fields: known }: Definition, fields: Fields): Fields {
  const held = Object.entries(fields).filter(([key, value]) => {
    const field = Object.hasOwn(known, key) && known[key];
    return field && value !== null && fieldProblem(field, value) === null;
  });
  return Object.fromEntries(held);
}
