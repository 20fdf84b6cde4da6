import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './page.css';
import './words';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { awaySince } from './api/live';
import { queryClient } from './api/query';
import { router } from './router';
import { theme, variables } from './theme';

/** What the few style elements of the component library carry, so that the policy of the page lets them in. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
Object.assign(globalThis, { __webpack_nonce__: nonce });

// The page was built anew since it was opened: what it still has to load has another name now. Without a connection it is
// only out of reach, and loading anew would lose the page that is there.
window.addEventListener('vite:preloadError', () => {
  if (navigator.onLine && awaySince.get() === null) window.location.reload();
});

const root = document.getElementById('page');
if (root)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-center" limit={3} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
