import type { Held } from '../proof/people';
import type { Text } from '../types';

/** Names that only the installation knows. What is absent is not checked: a definition can be read without one. */
export interface Known {
  roles?: ReadonlySet<string>;
  teams?: ReadonlySet<string>;
  skills?: ReadonlySet<string>;
  calendars?: ReadonlySet<string>;
  processes?: ReadonlySet<string>;
  /** Of mails. */
  templates?: ReadonlySet<string>;
  webhooks?: ReadonlySet<string>;
  /** Who is there today to do the work. What nobody may do because of that is a warning: somebody may be given the role tomorrow. */
  held?: Held;
}

/** Events from outside that each installation reports, without a text declaring them, and what they are called. */
export const KNOWN_EVENTS: Readonly<Record<string, Text>> = {
  'interaction logged': { en: 'A contact took place', ru: 'Состоялся контакт' },
  'quote accepted': { en: 'The quote was accepted', ru: 'Предложение принято' },
  'payment in': { en: 'The payment is in', ru: 'Оплата поступила' },
  'form filled': { en: 'The form was filled in', ru: 'Форма заполнена' },
  'e-mail answered': { en: 'The e-mail was answered', ru: 'На письмо ответили' },
};
