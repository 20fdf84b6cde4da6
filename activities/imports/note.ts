import { NOTE_TEXTS, type NoteCode } from '../../src/imports';

export { type Note, type NoteCode, rejection } from '../../src/imports';

/** The English of each code, for the command line. */
export const NOTE_WORDS = Object.fromEntries(Object.entries(NOTE_TEXTS).map(([code, { en }]) => [code, en])) as Record<
  NoteCode,
  string
>;
