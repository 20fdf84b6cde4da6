import { auditExport } from './audit';
import { calendarFeedFiles } from './calendar-feed';
import { contactFiles } from './contact-cards';
import { events } from './events';
import { exportPages } from './exports';
import { downloads, uploads } from './files';
import { health } from './health';
import { importFiles } from './import-upload';
import { inbound } from './inbound';
import { eventLogPages } from './insight/event-log';
import type { Page } from './route';
import { companyDoors } from './sign-in/doors';

/** What the API serves beside JSON resources. The document and its page stand apart: they are made from these. */
export const pages: readonly Page[] = [
  events,
  auditExport,
  ...exportPages,
  ...eventLogPages,
  ...health,
  ...companyDoors,
  ...inbound,
  ...importFiles,
  ...contactFiles,
  ...calendarFeedFiles,
  ...uploads,
  ...downloads,
];
