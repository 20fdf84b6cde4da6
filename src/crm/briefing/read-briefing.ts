import type { Pool } from 'pg';
import type { Sight } from '../../access';
import type { Database } from '../../platform/database';
import type { Instant, Kind } from '../../process';
import { readContact, seenRecord } from '../clients';
import type { LeadWords } from '../instance-sql';
import { type Card, readInstance } from '../read-instance';
import { storyHead } from '../story-head';
import type { StoryOf } from '../story-sql';
import type { Versions } from '../versions';
import { briefedAccount } from './account';
import { briefedDeals, promisedTasks } from './deals';
import type { Briefing, BriefingOf, Promised, TypedLead } from './facts';
import { briefedInteractions, promisedContacts, purchasesOf } from './past';
import { briefedPeople } from './people';

type Source = { pool: Pool; prisma: Database; versions: Versions };

const PROMISES_SHOWN = 10;

/** Whom a briefing tells of, once it is found out. */
interface Subject {
  name: string;
  accountId: string | null;
  contactId: string | null;
  deal: { kind: Kind; id: string } | null;
  typed: TypedLead | null;
}

/**
 * Reads a briefing on a record that was found to be seen, with nothing in it that lies outside the sight. Source: DIR-20.
 *
 * @returns null where there is no such record
 */
export async function readBriefing(
  source: Source,
  of: BriefingOf,
  sight: Sight,
  now: Instant,
): Promise<Briefing | null> {
  const { pool } = source;
  const subject = await subjectOf(source, of, sight);
  if (!subject) return null;
  const { name, accountId, contactId, deal, typed } = subject;
  const client = clientOf(subject, sight);
  const [account, people, deals, { past, cases, planned }, head, purchases] = await Promise.all([
    accountId === null ? null : briefedAccount(source, accountId, sight),
    accountId === null && contactId === null ? [] : briefedPeople(pool, { accountId, contactId }, sight, now),
    briefedDeals(source, client, deal, now),
    briefedInteractions(pool, { client, deal }, sight, now),
    client && storyHead(pool, client, now),
    client ? purchasesOf(pool, client) : [],
  ]);
  const { openLeads = 0, openSales = 0, wonSales = 0, lostSales = 0, interactions = past.length } = head ?? {};
  return {
    of: { ...of, name },
    ...{ account, typed, people, deals, purchases, cases, interactions: past },
    promises: byDue([...promisedTasks(deals), ...promisedContacts(planned, deals)]).slice(0, PROMISES_SHOWN),
    interests: (head?.interests ?? [])
      .slice(0, 6)
      .map((one) => ({ name: one.name, times: one.times, lastAt: one.lastAt })),
    counts: { openLeads, openSales, wonSales, lostSales, interactions },
    asOf: now,
  };
}

/** Whose history it is: the organisation's, where there is one; a person's own briefing is over all of theirs. */
function clientOf({ accountId, contactId }: Subject, sight: Sight): StoryOf | null {
  if (accountId !== null) return { entity: 'account', id: accountId, sight };
  return contactId === null ? null : { entity: 'contact', id: contactId, sight };
}

async function subjectOf(source: Source, { kind, id }: BriefingOf, sight: Sight): Promise<Subject | null> {
  if (kind === 'account') {
    const card = await briefedAccount(source, id, sight);
    return card && { name: card.name, accountId: id, contactId: null, deal: null, typed: null };
  }
  if (kind === 'contact') {
    const card = await readContact(source.prisma, id, sight);
    return card && { name: card.name, accountId: null, contactId: id, deal: null, typed: null };
  }
  const card = await readInstance(source, kind, id);
  return card && dealSubject(source, card, sight);
}

/** A lead's or a sale's client, as far as it is seen: who sees a deal need not see whom it is with. */
async function dealSubject({ pool }: Source, { kind, id, words }: Card, sight: Sight): Promise<Subject> {
  const seen = async (entity: 'account' | 'contact') =>
    words[entity] && seenRecord(pool, sight, entity, words[entity].id);
  const [accountId, contactId] = await Promise.all([seen('account'), seen('contact')]);
  const name = 'title' in words ? words.title : words.topic;
  const typed = 'topic' in words && accountId === null && contactId === null ? typedOf(words) : null;
  return { name, accountId, contactId, deal: { kind, id }, typed };
}

const typedOf = ({ personName, post, organisation, email, phone, country, region }: LeadWords): TypedLead => ({
  ...{ personName, post, organisation, email, phone, country, region },
});

const byDue = (promises: Promised[]): Promised[] =>
  promises.sort((a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY) || 0);
