import type { Database } from '../../platform/database';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';

/** A person on the client's side, with the organisations they belong to. */
export interface ContactCard {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  createdAt: Instant;
  accounts: { id: string; name: string; post: string | null; decisionRole: string | null }[];
}

export interface NewContact {
  name: string;
  email?: string;
  phone?: string;
  accounts?: { id: string; post?: string; decisionRole?: string }[];
}

const INCLUDE = { accounts: { include: { account: { select: { id: true, name: true } } } } } as const;

type Row = Awaited<ReturnType<typeof find>>[number];
const find = (db: Database) => db.contact.findMany({ include: INCLUDE });

function cardOf({ id, name, email, phone, accounts, createdAt }: Row): ContactCard {
  const places = accounts.map(({ account, post, decisionRole }) => ({ ...account, post, decisionRole }));
  return { id, name, email, phone, createdAt: createdAt.getTime(), accounts: places };
}

/** Contacts by name, a page at a time. */
export async function listContacts(
  db: Database,
  asked: { filter: { name?: string; email?: string; account?: string }; page: PageRequest },
  now: Instant,
): Promise<Page<ContactCard>> {
  const { filter, page } = asked;
  const question = { contacts: filter };
  const start = startOf(page, question, now);
  const where = {
    createdAt: { lte: new Date(start.asOf) },
    ...(filter.name && { name: { startsWith: filter.name, mode: 'insensitive' as const } }),
    ...(filter.email && { email: { equals: filter.email, mode: 'insensitive' as const } }),
    ...(filter.account && { accounts: { some: { accountId: filter.account } } }),
  };
  const [name, id] = start.after.map(String);
  const after = start.first ? {} : { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] };
  const orderBy = [{ name: 'asc' as const }, { id: 'asc' as const }];
  const rows = await db.contact.findMany({
    where: { AND: [where, after] },
    include: INCLUDE,
    orderBy,
    take: page.limit + 1,
  });
  const read = pageOf(rows.map(cardOf), page, start.asOf, question, (row) => [row.name, row.id]);
  return page.count ? { ...read, total: await db.contact.count({ where }) } : read;
}

/** Cards by their ids, in that order: what a page of a list shows. */
export async function contactCards(db: Database, ids: readonly string[]): Promise<ContactCard[]> {
  const rows = await db.contact.findMany({ where: { id: { in: [...ids] } }, include: INCLUDE });
  const cards = new Map(rows.map((row) => [row.id, cardOf(row)]));
  return ids.flatMap((id) => cards.get(id) ?? []);
}

/** null when there is none. */
export async function readContact(db: Database, id: string): Promise<ContactCard | null> {
  const row = await db.contact.findUnique({ where: { id }, include: INCLUDE });
  return row && cardOf(row);
}

/** Makes a contact under a given id; made once before, it is left as it is. */
export async function createContact(db: Database, id: string, given: NewContact, now: Instant): Promise<ContactCard> {
  const { accounts = [], ...words } = given;
  const places = accounts.map(({ id: accountId, ...place }) => ({ accountId, ...place }));
  const create = { id, ...words, createdAt: new Date(now), accounts: { create: places } };
  return cardOf(await db.contact.upsert({ where: { id }, create, update: {}, include: INCLUDE }));
}
