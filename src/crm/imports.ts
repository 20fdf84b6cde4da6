import type { Database } from '../platform/database';
import type { PageRequest } from './cursor';

/** How far an import has come, and a page of what became of its rows. null when there is no such import. */
export async function readImport(
  db: Database,
  id: string,
  { result, page, after }: { result?: string; page: PageRequest; after: number },
) {
  const found = await db.import.findUnique({ where: { id } });
  if (!found) return null;
  const [results, rows] = await Promise.all([
    db.importRow.groupBy({ by: ['result'], where: { importId: id }, _count: { _all: true } }),
    db.importRow.findMany({
      where: { importId: id, row: { gt: after }, ...(result && { result }) },
      orderBy: { row: 'asc' },
      take: page.limit + 1,
    }),
  ]);
  const counts = Object.fromEntries(results.map((one) => [one.result, one._count._all]));
  return { ...found, counts, rows };
}
