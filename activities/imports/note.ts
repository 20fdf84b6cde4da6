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
  AccountMade: 'an account of this name is made',
  AccountMissing: 'no account is named',
  AccountUnknown: 'no account has this name',
  CellError: 'a formula has come to an error',
  CellTooLong: 'a cell holds more than a spreadsheet can',
  CellsDiffer: 'the row has more or fewer cells than the heading',
  CharactersDropped: 'the row held characters that no table can keep',
  ClientUnknown: 'none of the clients, leads or sales that the row names is there',
  CloseBeforeStart: 'closed before it was started',
  ContactUnknown: 'no contact has this name',
  DateInFuture: 'the date is still to come',
  DateMissing: 'no date is given',
  DateUnexpected: 'an open sale has a closing date',
  DateUnreadable: 'this is no date',
  DefaultUsed: 'the cell is empty, and the mapping has a value for that',
  FormulaValue: 'the cell is a formula: the value that its program kept is taken',
  HoldingUnknown: 'no account has the name of this holding',
  KeyFromAll: 'the key is empty: the row is known by all that it says',
  KeyMissing: 'the row has no key',
  KeyRepeated: 'an earlier row of the file has the same key',
  LanguageUnreadable: 'this is no language',
  MailMissing: 'no address is given',
  MailUnreadable: 'this is no e-mail address',
  ManagerUnknown: 'nobody has the name of this manager',
  NameAmbiguous: 'more than one record has this name',
  NotYours: 'the record that this is about is not among those that you see',
  NothingToUpdate: 'no record has this key',
  NumberUnreadable: 'this is no number',
  OfficeUnknown: 'the mapping does not know this office',
  OneAddressOnly: 'a lead has one e-mail address: the others are left out',
  OwnerUnknown: 'nobody has this name',
  PersonErased: 'this person has asked to be forgotten',
  PhoneUnreadable: 'this is no phone number',
  ProcessUnknown: 'there is no such process',
  ProductMissing: 'no product is named',
  ProductUnknown: 'no product has this name',
  ReasonMissing: 'a lost sale has no reason',
  RefusedByProcess: 'the process refuses what the row says',
  RequiredMissing: 'a record needs this',
  SeveralMatch: 'more than one record fits the key',
  Spelling: 'the mapping knows another spelling',
  StageUnknown: 'the mapping does not know this stage',
  TextTooLong: 'the text is longer than the field holds',
  ValueMissing: 'no value is given',
  ValueUnknown: 'this is none of the values that the field takes',
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
