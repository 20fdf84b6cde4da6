const MIB = 1024 * 1024;

/** What a file may be. */
export const LIMITS = {
  fileBytes: 100 * MIB,
  /** On one record. */
  files: 200,
  /** Of a name, ending included. */
  nameCharacters: 150,
} as const;

export const LARGEST = `${LIMITS.fileBytes / MIB} MB`;

/** A file that is not taken; the message says why, to whoever sent it. Nothing of it is kept. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}

/** The store cannot take or give bytes now. Its message names the store and what it said, for the log. */
export class StoreAway extends Error {
  override readonly name = 'StoreAway';
}
