/** The six tabs of a client's card, in their order. Source: ONEC-03. */
export const ACCOUNT_TABS = ['general', 'documents', 'processes', 'additional', 'properties', 'categories'] as const;
export type AccountTab = (typeof ACCOUNT_TABS)[number];

/** A person's card is smaller. */
export const CONTACT_TABS = ['general', 'documents', 'processes', 'consent', 'additional'] as const;
export type ContactTab = (typeof CONTACT_TABS)[number];

/** By what the story can be narrowed: deals that began and ended, or one kind of contact. */
export const STORY_KINDS = ['deals', 'call', 'e-mail', 'meeting', 'visit', 'message', 'form', 'support'] as const;
export type StoryKind = (typeof STORY_KINDS)[number];

/** What the address of a card holds: the first tab, and the whole story, are told by nothing. */
export interface CardSearch<T extends string> {
  tab?: T | undefined;
  kind?: StoryKind | undefined;
}
