import { AmeideError } from '@ameide/sdk';
import { QueryClient } from '@tanstack/react-query';
import { askAnew } from './ask-anew.ts';
import { reachable } from './reachability.ts';

/** The SDK has tried again already where that can help. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: false, throwOnError: isUnexpected },
  },
});

// What could not be asked without a connection is asked when it is back.
reachable.subscribe(() => {
  if (reachable.get()) void queryClient.refetchQueries({ predicate: ({ state }) => state.status === 'error' });
});

/** Asks anew for everything that RPCs have answered. */
export function refreshAnswers(): Promise<void> {
  return askAnew(queryClient, { predicate: ({ queryKey }) => queryKey[0] === 'connect-query' });
}

/** Asks anew for lists of proposals, and for what is counted of them. */
export const refreshPatches = (): Promise<void> => askAnew(queryClient, { queryKey: ['connect-query', 'patches'] });

export const refreshChats = (): Promise<void> =>
  askAnew(queryClient, {
    predicate: ({ queryKey: [of, what] }) =>
      of === 'connect-query' && (what as { readonly methodName?: string }).methodName === 'ListChats',
  });

/** What a page cannot go on without an explanation of goes to its error boundary. */
function isUnexpected(error: Error): boolean {
  return error instanceof AmeideError && ['internal', 'unknown'].includes(error.code);
}
