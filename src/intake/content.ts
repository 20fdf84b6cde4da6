import type { ReturnedMail } from './mail/report';
import type { LeadField } from './settings';

/** A file that came along: words about it. Nothing of it is ever run. */
export interface Attached {
  name: string;
  type: string;
  bytes: number;
  /** Why it was not kept with the others. */
  refused?: string;
}

/** The bytes of a file that came along, until they are kept. */
export interface Bytes {
  /** Its place in `attached`. */
  n: number;
  bytes: Uint8Array;
}

/** What was understood of a form. */
export interface FormContent {
  kind: 'form';
  words: Partial<Record<LeadField, string>>;
  custom: Record<string, string>;
  /** What is no field of a lead, as it was sent. */
  rest: Record<string, string>;
  sentAt: string;
}

/** What was understood of a mail. */
export interface MailContent {
  kind: 'mail';
  messageId: string;
  /** Message-IDs of what it answers, the oldest first. */
  answers: string[];
  from: { name: string; address: string };
  to: string[];
  subject: string;
  text: string;
  /** The text was longer than what is kept of it. */
  cut: boolean;
  attached: Attached[];
  sentAt: string;
  bytes: number;
  /** Why no lead comes of it: an automatic answer, a newsletter, one that came back, too large to be read. */
  automatic: string | null;
  /** Of a report that a mail could not be delivered: which. */
  returned?: ReturnedMail;
}

export const CALL_EVENTS = ['ringing', 'answered', 'missed', 'ended'] as const;
export type CallEvent = (typeof CALL_EVENTS)[number];

/** What a telephone system says of a call. */
export interface CallContent {
  kind: 'call';
  call: string;
  event: CallEvent;
  direction: 'in' | 'out';
  from: string;
  to: string;
  at: string;
  durationS: number | null;
  recording: string | null;
  /** Who of us: their e-mail address. */
  agent: string | null;
}

export type Content = FormContent | MailContent | CallContent;

/** What came in, before it is kept: `key` tells it from others of its source. */
export interface Understood {
  key: string;
  content: Content;
  /** Why nothing is to be made of it; it is kept all the same. */
  refused?: string;
  /** What came along with a mail, beside the pictures that its text shows. */
  files?: readonly Bytes[];
}
