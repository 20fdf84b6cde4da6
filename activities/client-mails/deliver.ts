import { ApplicationFailure } from '@temporalio/common';
import type { Pool } from 'pg';
import { readPerson } from '../../src/access';
import {
  type ClientMailRules,
  hindranceOf,
  holdMail,
  letterFailed,
  letterPutBack,
  letterSent,
  logMail,
  mailLogged,
  readClientMailRules,
  type TakenLetter,
  type TakenMail,
  takeMail,
  tryLetter,
} from '../../src/client-mails';
import type { SendCommand } from '../../src/commands';
import type { Versions } from '../../src/crm';
import type { FileRoom } from '../../src/files';
import { madeOf, tellInstance } from '../../src/intake';
import type { ClientPost, Outcome } from '../../src/outbound';
import type { Clock } from '../../src/platform/clock';
import { beat } from '../beat';
import { withFiles } from './with-files';

interface Delivery {
  pool: Pool;
  clock: Clock;
  versions: Versions;
  sendCommand: SendCommand;
  /** Without it no mail server is set up, and mails are held. */
  clientPost?: ClientPost | undefined;
  /** Where what goes with them lies. */
  files?: FileRoom | undefined;
}

/** A mail server that is away gets so long to come back. */
const GIVE_UP_MS = 24 * 60 * 60 * 1000;

/**
 * Tries once to deliver a mail to clients, each of its letters that is not settled; what was sent is written down among the
 * interactions, and its deal is told. May run twice, also at the same time: a letter has the same Message-ID in each try, and one
 * that the server took is sent no more.
 * @throws ApplicationFailure when it is to be tried again; its message names no person and no address
 */
export const createDeliverClientMail = (delivery: Delivery) =>
  async function deliverClientMail(mailId: string): Promise<string> {
    const stopBeating = beat();
    try {
      return await attempt(delivery, mailId);
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      throw tryAgain(`a fault of ours (${codeOf(error)})`);
    } finally {
      stopBeating();
    }
  };

async function attempt(delivery: Delivery, mailId: string): Promise<string> {
  const { pool, clock, clientPost } = delivery;
  const mail = await takeMail(pool, mailId);
  if (!mail) return 'not there';
  const open = mail.letters.filter(({ status }) => status === 'waiting' || status === 'sending');
  if (open.length > 0 && !clientPost) {
    await holdMail(pool, mailId, clock.now());
    return 'held';
  }
  const again = clientPost ? await sendAll(delivery, clientPost, mail, open) : null;
  if (!mail.logged && (await logMail(pool, mail, clock.now()))) {
    await tellDeal(delivery, mail);
    await mailLogged(pool, mailId, clock.now());
  }
  if (again) throw tryAgain(again.said);
  return 'done';
}

type Again = Extract<Outcome, { result: 'again' }>;

/** Gives why some are to be tried again; null: all are settled. */
async function sendAll(
  delivery: Delivery,
  post: ClientPost,
  mail: TakenMail,
  open: readonly TakenLetter[],
): Promise<Again | null> {
  const rules = await readClientMailRules(delivery.pool);
  let again: Again | null = null;
  for (const letter of open) {
    const outcome = await sendOne(delivery, post, { mail, letter, rules });
    if (outcome?.result !== 'again') continue;
    again = outcome;
    if (outcome.away) break; // nor would the others get through now
  }
  return again;
}

async function sendOne(
  { pool, clock, files: room }: Delivery,
  post: ClientPost,
  { mail, letter, rules }: { mail: TakenMail; letter: TakenLetter; rules: ClientMailRules },
): Promise<Outcome | null> {
  const now = clock.now();
  // They may have refused, or been forgotten, since it was written.
  const to = { ...letter, language: null, organisation: null };
  const hindrance = await hindranceOf(pool, to, now);
  if (hindrance && !(hindrance.code === 'refused' && mail.overridden)) {
    await letterFailed(pool, letter.id, hindrance.says, now);
    return null;
  }
  const messageId = post.messageIdOf(letter.id);
  const { sender, answers } = mail;
  const replyTo = rules.replyTo === 'person' ? sender.address : rules.replyAddress;
  const { subject, text } = letter;
  const wanted = { messageId, to: letter, by: sender, subject, text, sender: rules.sender, replyTo, answers };
  const outcome = await tryLetter(pool, { id: letter.id, messageId }, () =>
    withFiles({ pool, room }, mail.id, (files) => post.send({ ...wanted, files })),
  );
  if (outcome?.result === 'sent') await letterSent(pool, letter.id, clock.now());
  if (outcome?.result === 'failed') await letterFailed(pool, letter.id, outcome.said, clock.now());
  if (outcome?.result !== 'again') return outcome;
  if (now - mail.since >= GIVE_UP_MS) {
    await letterFailed(pool, letter.id, `given up after a day: ${outcome.said}`, clock.now());
    return null;
  }
  await letterPutBack(pool, letter.id, outcome.said);
  return outcome;
}

/** Tells the lead or sale that somebody of ours was in touch. Its key follows from the mail: it is told once. */
async function tellDeal(delivery: Delivery, { id, instanceId, kind, senderId }: TakenMail): Promise<void> {
  if (instanceId === null || kind === null) return;
  const person = await readPerson(delivery.pool, senderId);
  const { roles = [], teams = [] } = person ?? {};
  await tellInstance(delivery, {
    kind,
    instanceId,
    event: 'interaction logged',
    brings: { kind: 'e-mail', direction: 'out', result: null },
    key: madeOf(id, 'interaction logged'),
    route: 'client mail',
    body: { mail: id },
    actor: { id: senderId, roles, teams },
  });
}

const tryAgain = (message: string): ApplicationFailure => ApplicationFailure.create({ type: 'TryAgain', message });

function codeOf(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'error');
}
