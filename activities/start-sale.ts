import type { Pool } from 'pg';
import { v5 as derivedId } from 'uuid';
import type { DefinitionSource, SendCommand } from '../src/commands';
import type { Definition, Fields, Snapshot } from '../src/process';
import type { createReportIncident } from './report-incident';
import { chooseVersion } from './routing-table';

interface LeadRow {
  leadVersionId: string;
  snapshot: Snapshot;
  saleId: string;
  source: string | null;
  started: boolean;
}

/**
 * Starts the process of the sale that qualifying a lead made. The command's key follows from the sale's id, so that it
 * is started once, however often this is tried. What the lead knows already goes along: fields of the same name and type.
 * @throws while the engine or the database is away: it is tried again.
 */
export const createStartSale = ({
  pool,
  definitions,
  send,
  report,
}: {
  pool: Pool;
  definitions: DefinitionSource;
  send: SendCommand;
  report: ReturnType<typeof createReportIncident>;
}) =>
  async function startSale(leadId: string): Promise<void> {
    const lead = await readLead(pool, leadId);
    if (!lead || lead.started) return;
    const versionId = await chooseVersion(pool, { ...lead.snapshot.fields, kind: 'sale', source: lead.source ?? '' });
    const fields = carriedOver(
      await definitions.read(lead.leadVersionId),
      await definitions.read(versionId),
      lead.snapshot.fields,
    );
    const sent = await send({
      key: derivedId('start', lead.saleId),
      route: 'qualify',
      body: { leadId },
      kind: 'sale',
      instanceId: lead.saleId,
      actor: { id: 'system', roles: [], teams: [] },
      act: { type: 'start', owner: lead.snapshot.owner, fields },
      versionId,
    });
    if (sent.became === 'applied' || (sent.became === 'refused' && sent.refusal.code === 'AlreadyStarted')) return;
    if (sent.became === 'received') throw new Error(`The sale of lead ${leadId} has not started yet.`);
    // What no retry can mend must not hold the lead up: it is left as an incident.
    const why = sent.became === 'refused' ? sent.refusal.detail : sent.became;
    await report(leadId, lead.saleId, Date.now(), `Its sale cannot start: ${why}`);
  };

async function readLead(pool: Pool, leadId: string): Promise<LeadRow | null> {
  const { rows } = await pool.query<LeadRow>(
    `SELECT i.version_id AS "leadVersionId", i.snapshot, l.sale_id AS "saleId", l.source,
       EXISTS (SELECT 1 FROM process_instances s WHERE s.id = l.sale_id) AS started
     FROM leads l JOIN process_instances i ON i.id = l.id WHERE l.id = $1 AND l.sale_id IS NOT NULL`,
    [leadId],
  );
  return rows[0] ?? null;
}

function carriedOver(lead: Definition, sale: Definition, fields: Fields): Fields {
  const known = Object.entries(fields).filter(
    ([key, value]) => value !== null && sale.fields[key] && sale.fields[key].type === lead.fields[key]?.type,
  );
  return Object.fromEntries(known);
}
