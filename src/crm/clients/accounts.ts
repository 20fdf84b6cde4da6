import type { Database } from '../../platform/database';
import type { Instant, Money } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import type { Ref } from '../instance-sql';

/** A client organisation. */
export interface AccountCard {
  id: string;
  name: string;
  industry: string | null;
  region: string | null;
  country: string | null;
  foundedYear: number | null;
  employees: number | null;
  annualRevenue: Money | null;
  holding: Ref | null;
  ownerId: string | null;
  createdAt: Instant;
}

export interface NewAccount {
  name: string;
  industry?: string;
  region?: string;
  country?: string;
  foundedYear?: number;
  employees?: number;
  annualRevenue?: Money;
  holdingId?: string;
  ownerId?: string;
}

const INCLUDE = { holding: { select: { id: true, name: true } } } as const;

type Row = Awaited<ReturnType<typeof find>>[number];
const find = (db: Database) => db.account.findMany({ include: INCLUDE });

function cardOf({ annualRevenueMinor, currency, createdAt, ...row }: Row): AccountCard {
  const { id, name, industry, region, country, foundedYear, employees, holding, ownerId } = row;
  const annualRevenue =
    annualRevenueMinor === null || currency === null ? null : { minor: Number(annualRevenueMinor), currency };
  const words = { id, name, industry, region, country, foundedYear, employees, holding, ownerId };
  return { ...words, annualRevenue, createdAt: createdAt.getTime() };
}

/** Accounts by name, a page at a time. */
export async function listAccounts(
  db: Database,
  asked: { filter: { name?: string; industry?: string; owner?: string }; page: PageRequest },
  now: Instant,
): Promise<Page<AccountCard>> {
  const { filter, page } = asked;
  const question = { accounts: filter };
  const start = startOf(page, question, now);
  const where = {
    createdAt: { lte: new Date(start.asOf) },
    ...(filter.name && { name: { startsWith: filter.name, mode: 'insensitive' as const } }),
    ...(filter.industry && { industry: filter.industry }),
    ...(filter.owner && { ownerId: filter.owner }),
  };
  const [name, id] = start.after.map(String);
  const after = start.first ? {} : { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] };
  const orderBy = [{ name: 'asc' as const }, { id: 'asc' as const }];
  const rows = await db.account.findMany({
    where: { AND: [where, after] },
    include: INCLUDE,
    orderBy,
    take: page.limit + 1,
  });
  const read = pageOf(rows.map(cardOf), page, start.asOf, question, (row) => [row.name, row.id]);
  return page.count ? { ...read, total: await db.account.count({ where }) } : read;
}

/** Cards by their ids, in that order: what a page of a list shows. */
export async function accountCards(db: Database, ids: readonly string[]): Promise<AccountCard[]> {
  const rows = await db.account.findMany({ where: { id: { in: [...ids] } }, include: INCLUDE });
  const cards = new Map(rows.map((row) => [row.id, cardOf(row)]));
  return ids.flatMap((id) => cards.get(id) ?? []);
}

/** null when there is none. */
export async function readAccount(db: Database, id: string): Promise<AccountCard | null> {
  const row = await db.account.findUnique({ where: { id }, include: INCLUDE });
  return row && cardOf(row);
}

/** Makes an account under a given id; made once before, it is left as it is. */
export async function createAccount(db: Database, id: string, given: NewAccount, now: Instant): Promise<AccountCard> {
  const { annualRevenue, ...words } = given;
  const money = annualRevenue && { annualRevenueMinor: annualRevenue.minor, currency: annualRevenue.currency };
  const create = { id, ...words, ...money, createdAt: new Date(now) };
  return cardOf(await db.account.upsert({ where: { id }, create, update: {}, include: INCLUDE }));
}
