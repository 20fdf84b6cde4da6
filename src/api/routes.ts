import { accounts } from './accounts';
import { commands } from './commands';
import { contacts } from './contacts';
import { deadlines } from './deadlines';
import { imports } from './imports';
import { insight } from './insight';
import { interactions } from './interactions';
import { leads } from './leads';
import { notifications } from './notifications';
import { peopleAndTeams } from './people';
import { processDrafts } from './process-drafts';
import { processes } from './processes';
import { publishing } from './publishing';
import type { Route } from './route';
import { routing } from './routing';
import { sales } from './sales';
import { tasks } from './tasks';

/** Every route of the API, in the order of its documentation. */
export const routes: readonly Route[] = [
  ...leads,
  ...sales,
  ...tasks,
  ...commands,
  ...interactions,
  ...accounts,
  ...contacts,
  ...peopleAndTeams,
  ...processes,
  ...processDrafts,
  ...publishing,
  ...routing,
  ...deadlines,
  ...insight,
  ...imports,
  ...notifications,
];
