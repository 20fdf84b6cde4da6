import type { Pool } from 'pg';
import { isAllOpen, maskOf } from '../src/access';
import { createVersions, htmlOf, pdfOf } from '../src/crm';
import {
  noteSummary,
  type OpenSummary,
  openSummaries,
  planSummaries,
  readerOfSummary,
  readWeekly,
  textOf,
  weeklySheet,
} from '../src/insight';
import { alone, readWanted } from '../src/notices';
import { isMailAddress, type Letter, type Outcome, type SendMail, tame } from '../src/outbound';
import type { Clock } from '../src/platform/clock';
import { beat } from './beat';

interface Sending {
  pool: Pool;
  clock: Clock;
  /** Without it no mail server is set up: the summary stands in the product alone. */
  sendMail?: SendMail | undefined;
}

/** A mail server that is away gets so long to come back: on Thursday nobody needs it. */
const GIVE_UP_MS = 2 * 24 * 60 * 60 * 1000;

/**
 * Mails the summary of the week to everybody who leads others, as text and as PDF: once each. May run twice, also at the same time: one
 * process sends at a time, and a mail has the same Message-ID in each try. Gives how many it sent.
 */
export const createSendSummaries = (sending: Sending) =>
  async function sendSummaries(): Promise<number> {
    const stopBeating = beat();
    try {
      const { pool, clock, sendMail } = sending;
      if (!sendMail) return 0;
      await planSummaries(pool, clock.now());
      return await alone(pool, 'send summaries', () => sendAll({ pool, clock, sendMail }), 0);
    } finally {
      stopBeating();
    }
  };

type Sender = Sending & { sendMail: SendMail };

async function sendAll(sender: Sender): Promise<number> {
  let sent = 0;
  for (const summary of await openSummaries(sender.pool)) {
    const became = await sendOne(sender, summary);
    if (became === 'sent') sent += 1;
    if (became === 'away') return sent; // nor would the others get through now
  }
  return sent;
}

async function sendOne({ pool, clock, sendMail }: Sender, summary: OpenSummary): Promise<'sent' | 'settled' | 'away'> {
  const now = clock.now();
  const note = (status: 'waiting' | 'sent' | 'dropped' | 'failed', reason: string | null) =>
    noteSummary(pool, summary, { status, reason }, now);
  // A fault of ours with one keeps no other waiting.
  const written = await writeSummary(pool, summary, now).catch((error: unknown) => ({
    ours: `a fault of ours: ${String(error)}`,
  }));
  if (typeof written === 'string') {
    await note('dropped', written);
    return 'settled';
  }
  const outcome: Outcome = 'ours' in written ? { result: 'again', said: written.ours } : await sendMail(written);
  if (outcome.result === 'sent') {
    await note('sent', null);
    return 'sent';
  }
  const again = outcome.result === 'again' && now - summary.createdAt < GIVE_UP_MS;
  await note(again ? 'waiting' : 'failed', outcome.said);
  return outcome.result === 'again' && outcome.away ? 'away' : 'settled';
}

/** The letter, or why there is none. */
async function writeSummary(pool: Pool, { personId, monday }: OpenSummary, now: number): Promise<Letter | string> {
  const found = await readerOfSummary(pool, personId);
  if (!found) return 'its reader no longer works here';
  const { person, reader } = found;
  if (!isMailAddress(person.email)) return 'its reader has no usable address';
  if (!isAllOpen(maskOf(person))) return 'its reader’s roles hide some of it';
  const wanted = await readWanted(pool, personId);
  if (wanted.settings.digest === null || (wanted.mutedUntil ?? 0) > now) return 'its reader wants no digests now';
  const weekly = await readWeekly({ pool, versions: createVersions(pool) }, { reader: person, zone: reader.zone }, now);
  const sheet = weeklySheet(weekly, reader);
  const pdf = {
    filename: `dealwright-${monday}.pdf`,
    content: await pdfOf(sheet, now),
    contentType: 'application/pdf',
  };
  return {
    key: `weekly.${monday}.${personId}`,
    to: { id: personId, name: tame(person.name), address: person.email },
    mail: {
      subject: `${sheet.title}: ${sheet.subtitle}`,
      text: textOf(sheet),
      html: htmlOf(sheet),
      attachments: [pdf],
    },
    fault: null,
  };
}
