import type { DuplicateEntity, Reason } from '../crm';
import type { Text } from '../process';

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
  /** The record that the row is very like. Only what stands in no card: who may see it, sees it. */
  like?: LikeNote;
}

/** A record that a row is very like, and why; its name is read from its card by whoever may. */
export interface LikeNote {
  kind: DuplicateEntity;
  id: string;
  score: number;
  reasons: readonly Pick<Reason, 'code' | 'field' | 'weight'>[];
}

export type NoteCode = keyof typeof NOTE_TEXTS;

/** What each code says. */
export const NOTE_TEXTS = {
  AccountMade: { en: 'an account of this name is made', ru: 'организация с таким названием создана' },
  AccountMissing: { en: 'no account is named', ru: 'организация не названа' },
  AccountUnknown: { en: 'no account has this name', ru: 'нет организации с таким названием' },
  CellError: { en: 'a formula has come to an error', ru: 'формула дала ошибку' },
  CellTooLong: { en: 'a cell holds more than a spreadsheet can', ru: 'в ячейке больше текста, чем вмещает таблица' },
  CellsDiffer: {
    en: 'the row has more or fewer cells than the heading',
    ru: 'в строке больше или меньше ячеек, чем в заголовке',
  },
  CharactersDropped: { en: 'the row held characters that no table can keep', ru: 'были знаки, которые нельзя хранить' },
  ClientUnknown: {
    en: 'none of the clients, leads or sales that the row names is there',
    ru: 'нет ни клиента, ни лида, ни продажи, которые названы в строке',
  },
  CloseBeforeStart: { en: 'closed before it was started', ru: 'закрыта раньше, чем начата' },
  ContactUnknown: { en: 'no contact has this name', ru: 'нет контакта с таким именем' },
  DateInFuture: { en: 'the date is still to come', ru: 'дата ещё не наступила' },
  DateMissing: { en: 'no date is given', ru: 'нет даты' },
  DateUnexpected: { en: 'an open sale has a closing date', ru: 'у открытой продажи есть дата закрытия' },
  DateUnreadable: { en: 'this is no date', ru: 'это не дата' },
  DefaultUsed: {
    en: 'the cell is empty, and the mapping has a value for that',
    ru: 'ячейка пуста, взято значение из сопоставления',
  },
  FormulaValue: {
    en: 'the cell is a formula: the value that its program kept is taken',
    ru: 'в ячейке формула: взято значение, сохранённое программой',
  },
  HoldingUnknown: { en: 'no account has the name of this holding', ru: 'нет организации с названием этого холдинга' },
  KeyFromAll: {
    en: 'the key is empty: the row is known by all that it says',
    ru: 'ключ пуст: строка узнаётся по всему, что в ней',
  },
  KeyMissing: { en: 'the row has no key', ru: 'у строки нет ключа' },
  KeyRepeated: { en: 'an earlier row of the file has the same key', ru: 'такой ключ уже был у строки выше' },
  LanguageUnreadable: { en: 'this is no language', ru: 'это не язык' },
  LikelyDouble: {
    en: 'a record that is there is very like this row',
    ru: 'уже есть запись, очень похожая на эту строку',
  },
  MailMissing: { en: 'no address is given', ru: 'нет адреса' },
  MailUnreadable: { en: 'this is no e-mail address', ru: 'это не адрес электронной почты' },
  ManagerUnknown: { en: 'nobody has the name of this manager', ru: 'нет руководителя с таким именем' },
  MatchedTwice: {
    en: 'an earlier row of the file is about the same record',
    ru: 'строка выше относится к той же записи',
  },
  NameAmbiguous: { en: 'more than one record has this name', ru: 'такое имя есть у нескольких записей' },
  NotYours: {
    en: 'the record that this is about is not among those that you see',
    ru: 'запись есть, но вам она не видна',
  },
  NothingToUpdate: { en: 'no record has this key', ru: 'нет записи с таким ключом' },
  NumberUnreadable: { en: 'this is no number', ru: 'это не число' },
  OfficeUnknown: { en: 'the mapping does not know this office', ru: 'сопоставление не знает этого офиса' },
  OneAddressOnly: {
    en: 'a lead has one e-mail address: the others are left out',
    ru: 'у лида один адрес почты: остальные не взяты',
  },
  OwnerUnknown: { en: 'nobody has this name', ru: 'нет человека с таким именем' },
  PersonErased: { en: 'this person has asked to be forgotten', ru: 'этот человек попросил забыть о нём' },
  PhoneUnreadable: { en: 'this is no phone number', ru: 'это не номер телефона' },
  ProcessUnknown: { en: 'there is no such process', ru: 'нет такого процесса' },
  ProductMissing: { en: 'no product is named', ru: 'продукт не назван' },
  ProductUnknown: { en: 'no product has this name', ru: 'нет продукта с таким названием' },
  ReasonMissing: { en: 'a lost sale has no reason', ru: 'у проигранной продажи нет причины' },
  RefusedByProcess: { en: 'the process refuses what the row says', ru: 'процесс не допускает того, что в строке' },
  RequiredMissing: { en: 'a record needs this', ru: 'без этого записи не бывает' },
  SeveralMatch: { en: 'more than one record fits the key', ru: 'ключу отвечает больше одной записи' },
  Spelling: { en: 'the mapping knows another spelling', ru: 'сопоставление знает другое написание' },
  StageUnknown: { en: 'the mapping does not know this stage', ru: 'сопоставление не знает этой стадии' },
  TextTooLong: { en: 'the text is longer than the field holds', ru: 'текст длиннее, чем вмещает поле' },
  ValueMissing: { en: 'no value is given', ru: 'нет значения' },
  ValueUnknown: { en: 'this is none of the values that the field takes', ru: 'поле не принимает такого значения' },
  ValueUnreadable: { en: 'this is no amount of money', ru: 'это не сумма денег' },
} as const satisfies Record<string, Text>;

/** A note by which a row is rejected. */
export const rejection = (code: NoteCode, field: string, value: string, used?: string): Note => ({
  code,
  field,
  value,
  done: 'rejected',
  ...(used !== undefined && { used }),
});
