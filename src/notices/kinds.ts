import type { Text } from '../process';

/** What notices are about, as people filter them and say where they should go. */
export const NOTICE_KINDS = ['task', 'deadline', 'ownership', 'client', 'trouble', 'other'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** A code's kind, and how it begins to be said. `{subject}`: what it names itself. */
const CODES: Readonly<Record<string, { kind: NoticeKind; says: Text }>> = {
  'task assigned': { kind: 'task', says: { en: 'A task for you', ru: 'Вам назначена задача' } },
  'due soon': { kind: 'deadline', says: { en: 'Due soon', ru: 'Скоро срок' } },
  overdue: { kind: 'deadline', says: { en: 'Overdue', ru: 'Просрочено' } },
  escalated: {
    kind: 'deadline',
    says: { en: 'Overdue, and nobody has acted', ru: 'Просрочено, и никто не отреагировал' },
  },
  'wait over': { kind: 'deadline', says: { en: 'The wait is over', ru: 'Ожидание закончилось' } },
  'moved by limit': {
    kind: 'deadline',
    says: { en: 'Moved on when its limit passed', ru: 'Переведено по истечении срока' },
  },
  assigned: { kind: 'ownership', says: { en: 'Begun for you', ru: 'Начато для вас' } },
  'deal stalls': { kind: 'deadline', says: { en: 'A big sale stalls', ru: 'Крупная продажа стоит' } },
  'queue grows': { kind: 'trouble', says: { en: 'A queue grows: {subject}', ru: 'Очередь растёт: {subject}' } },
  'forecast slips': { kind: 'trouble', says: { en: 'The forecast falls: {subject}', ru: 'Прогноз падает: {subject}' } },
  reassigned: { kind: 'ownership', says: { en: 'Yours now', ru: 'Теперь это ваше' } },
  'shared to read': {
    kind: 'ownership',
    says: { en: 'Shared with you, to read', ru: 'Вам открыли доступ для чтения' },
  },
  'shared to work on': {
    kind: 'ownership',
    says: { en: 'Shared with you, to work on', ru: 'Вам открыли доступ для работы' },
  },
  'question answered': { kind: 'task', says: { en: 'Your question is answered', ru: 'На ваш вопрос ответили' } },
  handover: { kind: 'ownership', says: { en: 'Handed over', ru: 'Передача дел' } },
  'contact due': { kind: 'client', says: { en: 'Time to contact the client', ru: 'Пора связаться с клиентом' } },
  'client waits': { kind: 'client', says: { en: 'The client waits for an answer', ru: 'Клиент ждёт ответа' } },
  'interest unreported': {
    kind: 'client',
    says: {
      en: 'The client asked about a product that none of their leads and sales names',
      ru: 'Клиент интересовался товаром, которого нет ни в одном его лиде и ни в одной продаже',
    },
  },
  'delivery failed': { kind: 'trouble', says: { en: 'Not delivered: {subject}', ru: 'Не доставлено: {subject}' } },
  'mail not sent': {
    kind: 'client',
    says: { en: 'Your mail to a client could not be sent', ru: 'Ваше письмо клиенту не удалось отправить' },
  },
  'mail held': {
    kind: 'client',
    says: {
      en: 'Your mail to a client waits: no mail server is set up',
      ru: 'Ваше письмо клиенту ждёт: почтовый сервер не настроен',
    },
  },
  'mail came back': {
    kind: 'client',
    says: { en: 'Your mail to a client came back', ru: 'Ваше письмо клиенту вернулось' },
  },
  'calendar off': {
    kind: 'trouble',
    says: { en: 'Your calendar is no longer kept in step', ru: 'Ваш календарь больше не синхронизируется' },
  },
  'event hook off': {
    kind: 'trouble',
    says: { en: 'A receiver was switched off: {subject}', ru: 'Получатель отключён: {subject}' },
  },
  'own webhook off': {
    kind: 'trouble',
    says: {
      en: 'Your webhook was switched off: {subject}',
      ru: 'Ваш вебхук отключён: {subject}',
    },
  },
  'command refused': { kind: 'trouble', says: { en: 'Your command was refused', ru: 'Ваша команда отклонена' } },
};

/** The codes of all notices that the product gives. */
export const NOTICE_CODES = Object.keys(CODES);

/** What a notice is about. A code that is not known here is `other`. */
export const kindOfNotice = (code: string): NoticeKind => CODES[code]?.kind ?? 'other';

/** How a notice begins, in each language; a code that is not known here stands for itself. */
export function beginningOf(
  { code, subject }: { code: string; subject: string },
  own: Readonly<Record<string, Text>> = {},
): Text {
  const { en, ru } = (Object.hasOwn(own, code) ? own[code] : CODES[code]?.says) ?? { en: code, ru: code };
  return { en: en.replace('{subject}', () => subject), ru: ru.replace('{subject}', () => subject) };
}

/** The codes of a kind, and whether it is these or all others. */
export function codesOf(kind: NoticeKind): { codes: readonly string[]; others: boolean } {
  if (kind === 'other') return { codes: Object.keys(CODES), others: true };
  return { codes: Object.keys(CODES).filter((code) => kindOfNotice(code) === kind), others: false };
}

/** Codes of notices whose subject is a share. */
export const SHARE_CODES = ['shared to read', 'shared to work on'];

const NO_WORK = [...SHARE_CODES, ...['handover', 'question answered', 'mail not sent', 'mail held', 'mail came back']];
/** Codes that say what is to be done about a lead, a sale or a task: once that is over, so are they. */
export const WORK_CODES = Object.keys(CODES).filter(
  (code) => kindOfNotice(code) !== 'trouble' && !NO_WORK.includes(code),
);
