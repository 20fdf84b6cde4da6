import { accounts } from './accounts';
import { calendarHolders } from './calendar-holders';
import { calendars } from './calendars';
import { commands } from './commands';
import { contacts } from './contacts';
import { deadlines } from './deadlines';
import { distribution } from './distribution';
import { imports } from './imports';
import { insight } from './insight';
import { interactions } from './interactions';
import { leadQueue } from './lead-queue';
import { leads } from './leads';
import { lists } from './lists';
import { mailTemplates } from './mail-templates';
import { merges } from './merges';
import { migrations } from './migrations';
import { notifications } from './notifications';
import { outbox } from './outbox';
import { peopleAndTeams } from './people';
import { peopleChanges } from './people-changes';
import { processDiff } from './process-diff';
import { processDrafts } from './process-drafts';
import { processTrials } from './process-trials';
import { processes } from './processes';
import { publishing } from './publishing';
import { retimings } from './retimings';
import type { Route } from './route';
import { routing } from './routing';
import { sales } from './sales';
import { doors } from './sign-in/doors';
import { own } from './sign-in/own';
import { setups } from './sign-in/setup';
import { peopleForLeads } from './sellers';
import { searching } from './search';
import { tasks } from './tasks';
import { webhooks } from './webhooks';

/** Every route of the API, in the order of its documentation. */
export const routes: readonly Route[] = [
  ...lists,
  ...leadQueue,
  ...leads,
  ...sales,
  ...tasks,
  ...commands,
  ...interactions,
  ...merges,
  ...accounts,
  ...contacts,
  ...setups,
  ...doors,
  ...own,
  ...searching,
  ...peopleAndTeams,
  ...peopleChanges,
  ...processes,
  ...processDiff,
  ...processDrafts,
  ...publishing,
  ...processTrials,
  ...migrations,
  ...routing,
  ...distribution,
  ...peopleForLeads,
  ...calendars,
  ...retimings,
  ...calendarHolders,
  ...deadlines,
  ...insight,
  ...imports,
  ...notifications,
  ...outbox,
  ...webhooks,
  ...mailTemplates,
];
