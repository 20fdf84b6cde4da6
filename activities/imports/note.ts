/** What of a row did not fit, and what was done about it. Codes and values: each screen words them in its language. */
export interface Note {
  code: NoteCode;
  /** What the column is, as the mapping calls it; empty where it is about the whole row. */
  field: string;
  /** What the file says. */
  value: string;
  done: 'rejected' | 'mapped' | 'default' | 'left empty' | 'kept as text' | 'made' | 'ignored';
  /** What was used instead. */
  used?: string;
  /** Marks a value that is ours and not the file's. */
  default?: true;
}

export type NoteCode = keyof typeof NOTE_WORDS;

/** The English of each code, for the command line. */
export const NOTE_WORDS = {
  AccountMissing: 'no account is named',
  AccountUnknown: 'no account has this name',
  CellsDiffer: 'the row has more or fewer cells than the heading',
  CharactersDropped: 'the row held characters that no table can keep',
  CloseBeforeStart: 'closed before it was started',
  DateInFuture: 'the date is still to come',
  DateMissing: 'no date is given',
  DateUnexpected: 'an open sale has a closing date',
  DateUnreadable: 'this is no date',
  HoldingUnknown: 'no account has the name of this holding',
  KeyMissing: 'the row has no key',
  KeyRepeated: 'an earlier row of the file has the same key',
  MailMissing: 'no address is given',
  ManagerUnknown: 'nobody has the name of this manager',
  NumberUnreadable: 'this is no number',
  OfficeUnknown: 'the mapping does not know this office',
  OwnerUnknown: 'nobody has this name',
  ProductMissing: 'no product is named',
  ProductUnknown: 'no product has this name',
  ReasonMissing: 'a lost sale has no reason',
  RefusedByProcess: 'the process refuses what the row says',
  Spelling: 'the mapping knows another spelling',
  StageUnknown: 'the mapping does not know this stage',
  ValueMissing: 'no value is given',
  ValueUnreadable: 'this is no amount of money',
} as const;

/** A note by which a row is rejected. */
export const rejection = (code: NoteCode, field: string, value: string, used?: string): Note => ({
  code,
  field,
  value,
  done: 'rejected',
  ...(used !== undefined && { used }),
});
