import { accountListRoutes } from './account-lists';
import { accounts } from './accounts';
import { addressBook } from './address-book';
import { auditRoutes } from './audit';
import { backfills } from './backfill';
import { boards } from './board';
import { briefings } from './briefing';
import { bulkActs } from './bulk-acts';
import { calendarFeed } from './calendar-feed';
import { calendarHolders } from './calendar-holders';
import { calendarLinks } from './calendar-link';
import { calendars } from './calendars';
import { cardRules } from './card-rules';
import { catalogues } from './catalogues';
import { clientMailSetup } from './client-mail-setup';
import { clientMails } from './client-mails';
import { commands } from './commands';
import { consents } from './consents';
import { contacts } from './contacts';
import { customFields } from './custom-fields';
import { deadlines } from './deadlines';
import { distribution } from './distribution';
import { documents } from './documents';
import { duplicateRuns } from './duplicate-runs';
import { duplicates } from './duplicates';
import { eventHooks } from './event-hooks';
import { fileRoutes } from './files';
import { handovers } from './handover';
import { importProposals } from './import-proposals';
import { imports } from './imports';
import { inboundMessages } from './inbound-messages';
import { inboundSources } from './inbound-sources';
import { inbox } from './inbox';
import { insight } from './insight';
import { interactionChanges } from './interaction-changes';
import { interactionReads } from './interaction-reads';
import { interactions } from './interactions';
import { invitations } from './invitations';
import { leadAssignment } from './lead-assignment';
import { leadQueue } from './lead-queue';
import { leads } from './leads';
import { listCharts } from './list-charts';
import { listFields } from './list-fields';
import { lists } from './lists';
import { mailTemplates } from './mail-templates';
import { merges } from './merges';
import { migrations } from './migrations';
import { nextContacts } from './next-contacts';
import { noticeSettings } from './notice-settings';
import { noticeWords } from './notice-words';
import { notifications } from './notifications';
import { outbox } from './outbox';
import { ownWebhooks } from './own-webhooks';
import { peopleAndTeams } from './people';
import { peopleChanges } from './people-changes';
import { privacy } from './privacy';
import { processDiff } from './process-diff';
import { processDrafts } from './process-drafts';
import { processTrials } from './process-trials';
import { processes } from './processes';
import { publishing } from './publishing';
import { pushSubscriptions } from './push-subscriptions';
import { retimings } from './retimings';
import { roles } from './roles';
import type { Route } from './route';
import { routing } from './routing';
import { sales } from './sales';
import { savedViews } from './saved-views';
import { searching } from './search';
import { peopleForLeads } from './sellers';
import { shares } from './shares';
import { doors } from './sign-in/doors';
import { own } from './sign-in/own';
import { setups } from './sign-in/setup';
import { sources } from './sources';
import { stories } from './stories';
import { taskNotes } from './task-notes';
import { tasks } from './tasks';
import { touches } from './touches';
import { webhooks } from './webhooks';

/** Every route of the API, in the order of its documentation. */
export const routes: readonly Route[] = [
  ...lists,
  ...listFields,
  ...listCharts,
  ...savedViews,
  ...accountListRoutes,
  ...leadQueue,
  ...leadAssignment,
  ...leads,
  ...sales,
  ...boards,
  ...inbox,
  ...tasks,
  ...taskNotes,
  ...commands,
  ...interactions,
  ...interactionChanges,
  ...interactionReads,
  ...invitations,
  ...nextContacts,
  ...clientMails,
  ...clientMailSetup,
  ...fileRoutes,
  ...merges,
  ...cardRules,
  ...accounts,
  ...documents,
  ...contacts,
  ...consents,
  ...privacy,
  ...shares,
  ...stories,
  ...briefings,
  ...addressBook,
  ...customFields,
  ...catalogues,
  ...setups,
  ...doors,
  ...own,
  ...searching,
  ...duplicates,
  ...duplicateRuns,
  ...peopleAndTeams,
  ...peopleChanges,
  ...roles,
  ...auditRoutes,
  ...processes,
  ...processDiff,
  ...processDrafts,
  ...publishing,
  ...processTrials,
  ...migrations,
  ...routing,
  ...distribution,
  ...peopleForLeads,
  ...handovers,
  ...bulkActs,
  ...sources,
  ...backfills,
  ...touches,
  ...calendars,
  ...retimings,
  ...calendarFeed,
  ...calendarLinks,
  ...calendarHolders,
  ...deadlines,
  ...insight,
  ...inboundSources,
  ...inboundMessages,
  ...imports,
  ...importProposals,
  ...notifications,
  ...noticeSettings,
  ...noticeWords,
  ...pushSubscriptions,
  ...ownWebhooks,
  ...outbox,
  ...webhooks,
  ...eventHooks,
  ...mailTemplates,
];
