import type { Pool } from 'pg';
import {
  alone,
  gatherMails,
  type OpenMail,
  openMails,
  planMails,
  putOff,
  settleMail,
  tryInLedger,
  writeNoticeLetter,
} from '../../src/notices';
import type { Outcome, SendMail } from '../../src/outbound';
import type { Clock } from '../../src/platform/clock';
import { beat } from '../beat';

interface Sending {
  pool: Pool;
  clock: Clock;
  /** Without it no mail server is set up: notices stand in the product alone. */
  sendMail?: SendMail | undefined;
}

const PAGE = 100;
/** A mail server that is away gets so long to come back. */
const GIVE_UP_MS = 24 * 60 * 60 * 1000;

/**
 * Mails the notices that are due, everything due to one person in one mail. May run twice, also at the same time: a notice is in one
 * mail, and one process sends at a time. A mail has the same Message-ID in each try, and one that the server took is sent no more.
 * Gives how many it sent.
 */
export const createSendNotices = (sending: Sending) =>
  async function sendNotices(): Promise<number> {
    const stopBeating = beat();
    try {
      const { pool, clock, sendMail } = sending;
      await planMails(pool, clock.now());
      if (!sendMail) return 0;
      await gatherMails(pool, clock.now());
      return await alone(pool, 'send notices', () => sendAll({ pool, clock, sendMail }), 0);
    } finally {
      stopBeating();
    }
  };

type Sender = Sending & { sendMail: SendMail };
type Became = 'sent' | 'settled' | 'again' | 'away';

async function sendAll(sender: Sender): Promise<number> {
  let sent = 0;
  for (let after: string | null = null; ; ) {
    const page = await openMails(sender.pool, after, PAGE);
    for (const mail of page) {
      const became = await sendOne(sender, mail);
      if (became === 'sent') sent += 1;
      if (became === 'away') return sent; // nor would the others get through now
    }
    if (page.length < PAGE) return sent;
    after = page.at(-1)?.id ?? null;
  }
}

/** A fault of ours with one mail keeps no other waiting: it is tried again in the next round, for a day. */
async function sendOne(sender: Sender, mail: OpenMail): Promise<Became> {
  const { pool, clock, sendMail } = sender;
  const written = await writeNoticeLetter(pool, mail, clock.now()).catch((error: unknown) => ({
    fault: faultOf(error),
  }));
  if ('dropped' in written) {
    await settleMail(pool, mail.id, 'dropped', written.dropped);
    return 'settled';
  }
  const trying = async () => ('fault' in written ? written.fault : sendMail(written.letter).catch(faultOf));
  const outcome = await tryInLedger(pool, mail.id, trying);
  return outcome === null ? 'settled' : await settle(sender, mail, outcome);
}

async function settle({ pool, clock }: Sender, { id, createdAt }: OpenMail, outcome: Outcome): Promise<Became> {
  if (outcome.result === 'sent') {
    await settleMail(pool, id, 'sent');
    return 'sent';
  }
  const spent = clock.now() - createdAt >= GIVE_UP_MS;
  if (outcome.result === 'again' && !spent) {
    await putOff(pool, id, outcome.said);
    return outcome.away ? 'away' : 'again';
  }
  await settleMail(pool, id, 'failed', spent ? `given up after a day: ${outcome.said}` : outcome.said);
  return 'settled';
}

const faultOf = (error: unknown): Outcome => ({ result: 'again', said: `a fault of ours: ${String(error)}` });
