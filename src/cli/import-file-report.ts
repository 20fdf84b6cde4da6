import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NOTE_WORDS, type NoteCode } from '../../activities/imports/note';
import type { Progress } from '../../activities/imports/summary';
import { type Person, SEES_ALL, sightOf } from '../access';
import { allImportRows, countNotes, countRows, type ImportCard, readImportCard, resultFile } from '../imports';
import type { Pool } from '../platform/database';

/** What came of a file, or would. */
export interface Found {
  card: ImportCard;
  preview: boolean;
  /** Rows by what became of them, or by what they would do. */
  counts: Readonly<Record<string, number>>;
  /** Rows by what is noted of them. */
  notes: Readonly<Record<string, number>>;
}

type How = { preview?: boolean };

async function cardOf(pool: Pool, id: string): Promise<ImportCard> {
  const card = await readImportCard(pool, SEES_ALL, id);
  if (!card) throw new Error(`The import ${id} is gone.`);
  return card;
}

/** How far a file has come. A preview brings nothing in: its rows are done when it is known what they would do. */
export async function readFileProgress(pool: Pool, id: string, { preview }: How): Promise<Progress[]> {
  const card = await cardOf(pool, id);
  const done = preview ? sum((await countRows(pool, id)).would) : card.done;
  return [{ ...card, done, summary: null } as unknown as Progress];
}

/** What came of a file once it is over. */
export async function readFound(pool: Pool, id: string, { preview = false }: How): Promise<Found> {
  const [card, { counts, would }, notes] = await Promise.all([
    cardOf(pool, id),
    countRows(pool, id),
    countNotes(pool, id),
  ]);
  // Of rows that could not even be read a preview has nothing to find out.
  const rejected = (would.rejected ?? 0) + (counts.rejected ?? 0);
  return { card, preview, counts: preview ? { ...would, ...(rejected > 0 && { rejected }) } : counts, notes };
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** What came of a file, for programs. */
export const fileJson = ({ card: { id, fileName, status, total, trouble }, preview, counts, notes }: Found) => ({
  ...{ id, fileName, status, total, trouble },
  ...(preview ? { would: counts } : { counts }),
  notes,
});

const DID = { imported: 'imported', updated: 'changed', present: 'there before', rejected: 'rejected' };
const WOULD = {
  create: 'would be made',
  update: 'would be changed',
  present: 'would be left as they are',
  rejected: 'would be rejected',
};

/** What came of a file, as a person reads it: a line, and under it what did not fit. */
export function fileLines({ card, preview, counts, notes }: Found): string[] {
  const { id, fileName, total, trouble, status } = card;
  if (trouble !== null) return [`${fileName}: ${trouble}`];
  const words: Readonly<Record<string, string>> = preview ? WOULD : { ...DID, waiting: 'not brought in' };
  const said = Object.keys(words).flatMap((key) => (counts[key] ? [`${counts[key]} ${words[key]}`] : []));
  return [
    [`${fileName}: ${total} rows`, ...said, ...(status === 'cancelled' ? ['it was cancelled'] : [])].join(', '),
    ...Object.entries(notes).map(
      ([code, n]) => `  ${String(n).padStart(6)}  ${NOTE_WORDS[code as NoteCode] ?? code} (${code})`,
    ),
    `What ${preview ? 'would become' : 'became'} of each row: --report FILE, or GET /api/v1/imports/${id}/rows`,
  ];
}

/** Writes each row with what became of it, as CSV that no spreadsheet runs. Names of records as whoever brings it in sees them. */
export async function writeRows(pool: Pool, by: Person, { id, shape }: ImportCard, file: string): Promise<void> {
  const rows = allImportRows(pool, await sightOf(pool, by), id);
  const columns = shape?.columns.map(({ name }) => name) ?? [];
  await pipeline(Readable.from(resultFile(rows, columns, 'en')), createWriteStream(file));
}
