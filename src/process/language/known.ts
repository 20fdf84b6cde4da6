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
}

/** Events from outside that each installation reports, without a text declaring them. */
export const KNOWN_EVENTS: readonly string[] = [
  'interaction logged',
  'quote accepted',
  'payment in',
  'form filled',
  'e-mail answered',
];
