import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './console.css';
import { lazy, startTransition, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { onSessionEnd } from './api/client.js';
import { problemOf } from './api/problem.js';
import { sessionQuery } from './api/session.js';
import { routes } from './routes.js';
import { keepEarlyDialogs } from './shell/early-dialogs.js';
import { contrast, theme } from './theme.js';

const isWorthAnotherTry = (failures: number, error: unknown): boolean => {
  const { status } = problemOf(error);
  return failures < 2 && (status === 0 || status >= 502);
};

const queries = new QueryClient({
  defaultOptions: { queries: { retry: isWorthAnotherTry, staleTime: 5_000, refetchOnWindowFocus: true } },
});

// Nobody is here any more: the shell finds out, and leads to the login and back.
onSessionEnd(() => void queries.invalidateQueries(sessionQuery));

// Asked for at once, not when a page wants them: the one decides what is shown, the other is there when something happens.
queries.query(sessionQuery).catch(() => undefined); // The page that needs it says what went wrong.
keepEarlyDialogs();
const late = import('./shell/late.js');
const Late = lazy(async () => ({ default: (await late).Late }));

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const page = (
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={contrast} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={createBrowserRouter(routes)} />
        <Suspense>
          <Late />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>
);
// In slices that leave the browser time in between: a phone's processor would be blocked for 0.2 s at a time.
startTransition(() => createRoot(root).render(page));
