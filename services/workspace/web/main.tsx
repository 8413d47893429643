import { AmeideError } from '@ameide/sdk';
import { TransportProvider } from '@connectrpc/connect-query';
import '@fontsource-variable/inter/wght.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { transport } from './data/connection.ts';
import { queryClient } from './data/query-client.ts';
import './design/tokens.css';
import './design/base.css';
import './design/list.css';
import { usePreferences } from './design/preferences.ts';
import { router } from './routes/router.tsx';

function App() {
  const { language } = usePreferences();
  return (
    <I18nProvider locale={language}>
      <TransportProvider transport={transport}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </TransportProvider>
    </I18nProvider>
  );
}

// A refusal that a page shows is no fault of the program.
const onCaughtError = (error: unknown) => {
  if (!(error instanceof AmeideError)) console.error(error);
};

createRoot(document.getElementById('app')!, { onCaughtError }).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
