import { QueryClient } from '@tanstack/react-query';
import { mayComeLater } from './client';

const MINUTE_MS = 60_000;

/** What the page has read. It asks again when something happens (`live.ts`), and when somebody comes back to it. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: MINUTE_MS,
      gcTime: 10 * MINUTE_MS,
      retry: (times, fault) => mayComeLater(fault) && times < 3,
      // The browser's own word on the network is wrong for a server on this machine: asking tells.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
