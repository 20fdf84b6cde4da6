import { events } from './events';
import { health } from './health';
import { importFiles } from './import-upload';
import { inbound } from './inbound';
import type { Page } from './route';
import { companyDoors } from './sign-in/doors';

/** What the API serves beside JSON resources. The document and its page stand apart: they are made from these. */
export const pages: readonly Page[] = [events, ...health, ...companyDoors, ...inbound, ...importFiles];
