import {
  IconCalendarEvent,
  IconForms,
  IconLifebuoy,
  IconMail,
  IconMessage,
  IconPhone,
  IconWalk,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Shown } from '../api/client';

/** How each kind of contact with a client is drawn. */
export const CONTACT_ICONS: Readonly<Record<Shown['Interaction']['kind'], TablerIcon>> = {
  call: IconPhone,
  'e-mail': IconMail,
  meeting: IconCalendarEvent,
  visit: IconWalk,
  message: IconMessage,
  form: IconForms,
  support: IconLifebuoy,
};
