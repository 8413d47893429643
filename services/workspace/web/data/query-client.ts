import { AmeideError } from '@ameide/sdk';
import { QueryClient } from '@tanstack/react-query';

/** The SDK has tried again already where that can help. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: false, throwOnError: isUnexpected },
  },
});

/** What a page cannot go on without an explanation of goes to its error boundary. */
function isUnexpected(error: Error): boolean {
  return error instanceof AmeideError && ['internal', 'unknown'].includes(error.code);
}
