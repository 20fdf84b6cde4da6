import { z } from 'zod';
import { touchSeenSql } from '../../crm';
import { dealSet } from '../question';

/** Leads whose first touch was of a source, by the day of that touch. The question is of leads. */
export const FIRST_TOUCHED = dealSet({
  name: 'sources.leads',
  at: z.strictObject({ source: z.uuid() }),
  holds: ({ question: { period }, sight, bind }, { source }) =>
    `EXISTS (SELECT 1 FROM touches t WHERE t.lead_id = i.id AND ${OF_ITS_LEAD} AND t.source_id = ${bind(source)}
       AND t.activity_at >= ${bind(new Date(period.from))} AND t.activity_at < ${bind(new Date(period.until))} AND ${touchSeenSql(sight, bind)})`,
});

/** Over `t`: the touch with which its lead came. */
export const OF_ITS_LEAD = `t.external_key = 'lead ' || t.lead_id`;
