import { createRoute } from '@tanstack/react-router';
import { oneOf, text } from '../shell/address';
import { root } from '../shell/root';
import { Inbox } from './Inbox';
import { type Filter, URGENCIES } from './queries';

/** What the address of the inbox holds. */
interface InboxSearch extends Filter {
  task?: string | undefined;
}

// The first screen comes with the page itself: loading it after would be one more wait.
export const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: (search: Record<string, unknown>): InboxSearch => ({
    show: oneOf(['snoozed', 'waiting'], search.show),
    urgency: oneOf(URGENCIES, search.urgency),
    process: text(search.process),
    task: text(search.task),
  }),
  component: Inbox,
});
