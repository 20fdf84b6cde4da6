import { createRootRoute } from '@tanstack/react-router';
import { NotHere } from './NotHere';
import { Shell } from './Shell';

/** Above each screen. */
export const root = createRootRoute({ component: Shell, notFoundComponent: NotHere });
