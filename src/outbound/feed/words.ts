export type FeedLanguage = 'en' | 'ru';

interface Words {
  lead: string;
  sale: string;
  with: string;
  kinds: Readonly<Record<string, string>>;
}

const WORDS: Readonly<Record<FeedLanguage, Words>> = {
  en: {
    lead: 'Lead no.',
    sale: 'Sale no.',
    with: 'With',
    kinds: {
      call: 'Call',
      'e-mail': 'E-mail',
      meeting: 'Meeting',
      visit: 'Visit',
      message: 'Message',
      form: 'Form',
    },
  },
  ru: {
    lead: 'Лид №',
    sale: 'Сделка №',
    with: 'С кем',
    kinds: {
      call: 'Звонок',
      'e-mail': 'Письмо',
      meeting: 'Встреча',
      visit: 'Визит',
      message: 'Сообщение',
      form: 'Форма',
    },
  },
};

/** What a calendar says beside what people wrote. */
export const wordsIn = (language: FeedLanguage): Words => WORDS[language];
