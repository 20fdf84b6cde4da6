/** What a file may be at most. Beyond it is refused with these numbers in words, before anything is written. */
export const LIMITS = {
  fileBytes: 64 * 1024 * 1024,
  rows: 300_000,
  columns: 200,
  /** What spreadsheet programs themselves hold in a cell. A longer one has its row rejected. */
  cellCharacters: 32_767,
  /** A row of text; beyond it a quote was never closed. */
  recordCharacters: 1_000_000,
  /** Of a workbook: it is a zip. */
  zipEntries: 2_000,
  unpackedBytes: 512 * 1024 * 1024,
  /** How much smaller than its content a part of a workbook may be, from a megabyte of content on. */
  packedRatio: 300,
  /** All texts of a workbook that its cells share: they are held in memory. */
  sharedCharacters: 64 * 1024 * 1024,
  /** An address card. */
  cardCharacters: 256_000,
} as const;

/** A file that cannot be read, or a part of it; the message is for whoever sent it. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}
