import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import en from './en.json';
import ru from './ru.json';

/** The words of the rooms that are loaded when they are opened: each room adds its own. */
// biome-ignore lint/suspicious/noEmptyInterface: rooms add to it
export interface RoomWords {}

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & RoomWords };
    returnNull: false;
  }
}

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];
const CHOSEN = 'dealwright.language';

const isLanguage = (text: unknown): text is Language => LANGUAGES.includes(text as Language);

/** What somebody chose on this computer, else what their browser asks for. */
function first(): Language {
  const wanted = [localStorage.getItem(CHOSEN), ...navigator.languages.map((one) => one.slice(0, 2))];
  return wanted.find(isLanguage) ?? 'en';
}

void i18next.use(initReactI18next).init({
  resources: { en: { translation: en }, ru: { translation: ru } },
  lng: first(),
  fallbackLng: 'en',
  interpolation: { escapeValue: false }, // React escapes
});
const mark = (language: string) => {
  document.documentElement.lang = language;
};
mark(i18next.language);
i18next.on('languageChanged', mark);

/** Adds the words of a room, in each language, as it is loaded. */
export function speak(words: Record<Language, object>): void {
  for (const language of LANGUAGES) i18next.addResourceBundle(language, 'translation', words[language], true, true);
}

/** Chooses a language for this computer. */
export function choose(language: Language): void {
  localStorage.setItem(CHOSEN, language);
  void i18next.changeLanguage(language);
}

/** Follows the language of who came in, unless this computer has one chosen. */
export function follow(language: string): void {
  if (localStorage.getItem(CHOSEN) === null && isLanguage(language)) void i18next.changeLanguage(language);
}

/** A text that the API gives in each language. */
export type Both = Readonly<Record<Language, string>>;

/** The words of the page, and what is said in the language that is shown. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const language: Language = isLanguage(i18n.language) ? i18n.language : 'en';
  return { t, language, say: (text: Both) => text[language] };
}
