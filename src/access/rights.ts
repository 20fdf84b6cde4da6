import type { Person, Role } from './person';

const EVERYONE = 'everyone';
const SELLERS: readonly Role[] = ['rep', 'manager', 'sales-ops', 'administrator'];
const CUSTOMER_FACING: readonly Role[] = [...SELLERS, 'marketer', 'service'];

/**
 * Who holds which right: the one place where it is decided. Everyone signed in may read what the company
 * has. Which leads and sales somebody may command is the process's word, since it knows owners and managers.
 */
export const RIGHTS = {
  'self.read': EVERYONE,
  /** One's own password, sessions, second factor and tokens. */
  'self.change': EVERYONE,
  'lead.read': EVERYONE,
  'lead.create': CUSTOMER_FACING,
  /** What is typed about it; the process says who may command it. */
  'lead.change': CUSTOMER_FACING,
  'lead.command': CUSTOMER_FACING,
  'sale.read': EVERYONE,
  'sale.create': SELLERS,
  'sale.change': [...SELLERS, 'service'],
  'sale.command': [...SELLERS, 'service'],
  /** Take one from a queue, and give it back. */
  'lead.claim': CUSTOMER_FACING,
  'lead.event': [...CUSTOMER_FACING, 'integration'],
  'sale.event': [...SELLERS, 'service', 'integration'],
  /** Says what happened outside of any lead or sale, whoever works on it. */
  'event.send': ['integration'],
  'task.read': EVERYONE,
  'task.command': CUSTOMER_FACING,
  'command.read': EVERYONE,
  'interaction.read': EVERYONE,
  'interaction.create': CUSTOMER_FACING,
  /** Others' as well; one's own come with the right to write them down. */
  'interaction.change': ['manager', 'sales-ops', 'administrator'],
  /** Of records that one sees. */
  'file.read': EVERYONE,
  /** Onto records that one sees; off them what one put there oneself. */
  'file.add': CUSTOMER_FACING,
  /** Others' as well. */
  'file.remove': ['manager', 'sales-ops', 'administrator'],
  /** Write to clients by mail from what one sees. */
  'client-mail.send': CUSTOMER_FACING,
  'client-mail.read': EVERYONE,
  /** Also to who took back their consent, where the rules allow that at all. */
  'client-mail.override': ['manager', 'sales-ops', 'administrator'],
  /** What letters to clients say by themselves, whose address they bear, and how many there may be. */
  'client-mail.setup': ['marketer', 'sales-ops', 'administrator'],
  /** When the next contact is proposed, and when somebody is told of what they did not notice. */
  'contact-rules.read': EVERYONE,
  'contact-rules.change': ['sales-ops', 'administrator'],
  'account.read': EVERYONE,
  'account.create': CUSTOMER_FACING,
  'account.change': CUSTOMER_FACING,
  'contact.read': EVERYONE,
  'contact.create': CUSTOMER_FACING,
  'contact.change': CUSTOMER_FACING,
  /** Lists as files, as far as one sees them. */
  'lead.export': CUSTOMER_FACING,
  'sale.export': SELLERS,
  'account.export': CUSTOMER_FACING,
  'contact.export': CUSTOMER_FACING,
  /** One's own records with a colleague or a team, and those of who is below one; with `share.others`, whoever's one sees. */
  'share.read': EVERYONE,
  'share.change': CUSTOMER_FACING,
  'share.others': ['sales-ops', 'administrator'],
  'view.read': EVERYONE,
  'view.change': CUSTOMER_FACING,
  /** Lists of organisations. */
  'account-list.read': EVERYONE,
  'account-list.change': CUSTOMER_FACING,
  /** What cards are made of: added fields, catalogues, properties and categories, what is required, how clients are scored. */
  'card-setup.read': EVERYONE,
  'card-setup.change': ['sales-ops', 'administrator'],
  'client.merge': CUSTOMER_FACING,
  'consent.record': CUSTOMER_FACING,
  'privacy.read': ['sales-ops', 'administrator'],
  'privacy.export': ['manager', 'sales-ops', 'administrator'],
  'privacy.erase': ['sales-ops', 'administrator'],
  'duplicate.read': CUSTOMER_FACING,
  'duplicate.check': CUSTOMER_FACING,
  'duplicate.settle': CUSTOMER_FACING,
  'duplicate.rules': ['sales-ops', 'administrator'],
  'duplicate.run': ['sales-ops', 'administrator'],
  'people.read': EVERYONE,
  'people.change': ['administrator'],
  'role.change': ['administrator'],
  'audit.read': ['administrator'],
  'process.read': EVERYONE,
  'process.draft': ['manager', 'sales-ops', 'administrator'],
  'process.publish': ['sales-ops', 'administrator'],
  'process.try': ['sales-ops', 'administrator'],
  'process.migrate': ['sales-ops', 'administrator'],
  'calendar.read': EVERYONE,
  'calendar.publish': ['sales-ops', 'administrator'],
  'distribution.read': EVERYONE,
  'distribution.publish': ['sales-ops', 'administrator'],
  'distribution.try': ['manager', 'sales-ops', 'administrator'],
  /** What people can do, and how many leads they have room for. */
  'distribution.people': ['manager', 'sales-ops', 'administrator'],
  'absence.read': EVERYONE,
  /** One's own; those of others a manager's of theirs and sales ops' of all. */
  'absence.change': CUSTOMER_FACING,
  /** What one has oneself; of those below one; an administrator of everybody. */
  'handover.make': CUSTOMER_FACING,
  'handover.read': EVERYONE,
  'source.read': EVERYONE,
  'source.change': ['marketer', 'manager', 'sales-ops', 'administrator'],
  'touch.read': EVERYONE,
  'touch.create': [...CUSTOMER_FACING, 'integration'],
  'touch.backfill': ['marketer', 'manager', 'sales-ops', 'administrator', 'integration'],
  /** Who may send something in; their secrets are shown once, to whoever makes them. */
  'inbound-source.read': ['sales-ops', 'administrator'],
  'inbound-source.change': ['administrator'],
  /** What came in and what became of it; its words take a right of their own. */
  'inbound.read': ['manager', 'sales-ops', 'administrator'],
  'inbound.content': ['sales-ops', 'administrator'],
  'inbound.retry': ['sales-ops', 'administrator'],
  'insight.read': EVERYONE,
  /** Reports under a name: one's own, and those that are shared. */
  'report.read': EVERYONE,
  'report.change': CUSTOMER_FACING,
  /** How sure one is of a sale: its owner, and who is above them; with `forecast.others`, in the manager's place for whatever one sees. */
  'forecast.say': SELLERS,
  'forecast.others': ['sales-ops', 'administrator'],
  /** By what people are told of what goes wrong, and what was found. */
  'alert-rule.read': ['manager', 'sales-ops', 'administrator'],
  'alert-rule.change': ['sales-ops', 'administrator'],
  'quota.read': EVERYONE,
  'quota.change': ['manager', 'sales-ops', 'administrator'],
  /** The event log as a file; who did what is an id there, unless one may have names. */
  'event-log.read': ['manager', 'sales-ops', 'administrator'],
  'event-log.names': ['sales-ops', 'administrator'],
  'import.create': ['manager', 'sales-ops', 'marketer', 'administrator'],
  'import.people': ['sales-ops', 'administrator'],
  'import.read': EVERYONE,
  'notification.read': EVERYONE,
  'event.read': EVERYONE,
  'outbox.read': ['sales-ops', 'administrator'],
  'outbox.retry': ['sales-ops', 'administrator'],
  'webhook.read': ['sales-ops', 'administrator'],
  'webhook.change': ['administrator'],
  /** Receivers of events get what happens to all leads, sales and clients. */
  'event-hook.read': ['sales-ops', 'administrator'],
  'event-hook.change': ['administrator'],
  'mail.read': ['sales-ops', 'administrator'],
  'mail.change': ['sales-ops', 'administrator'],
} as const satisfies Record<string, typeof EVERYONE | readonly Role[]>;

export type Right = keyof typeof RIGHTS;

/** What everybody holds who is signed in, whatever roles say: their own affairs. */
const OWN = /^self\./;

/** Whether a person holds a right, by one of their roles; with a token that is for some rights only, if it is one of them. */
export function mayDo(
  { roles, ownRoles, scopes }: Pick<Person, 'roles' | 'ownRoles' | 'scopes'>,
  right: Right,
): boolean {
  if (scopes && !scopes.includes(right)) return false;
  if (OWN.test(right) || (roles.length === 0 && RIGHTS[right] === EVERYONE)) return true;
  return roles.some((role) => ownRoles?.[role]?.rights.includes(right) ?? holdsAsShipped(role, right));
}

/** Whether a role holds a right as it ships; a role of a process that the product does not know holds what everybody does. */
export function holdsAsShipped(role: string, right: Right): boolean {
  const holders: typeof EVERYONE | readonly string[] = RIGHTS[right];
  return holders === EVERYONE || holders.includes(role);
}
