import type { Query, QueryClient, QueryFilters } from '@tanstack/react-query';

/**
 * Asks anew for what is shown, since it has changed. A first answer that is under way may have been made before, and TanStack Query would
 * begin no other one beside it: it is waited for, and then asked for again.
 */
export async function askAnew(client: QueryClient, filters: QueryFilters): Promise<void> {
  const first = new Set<Query>(
    client
      .getQueryCache()
      .findAll({ ...filters, fetchStatus: 'fetching' })
      .filter(({ state }) => state.data === undefined),
  );
  const asked = client.invalidateQueries(filters);
  await Promise.all([...first].map((query) => query.promise?.catch(() => undefined)));
  await asked;
  if (first.size > 0) await client.invalidateQueries({ predicate: (query) => first.has(query) });
}
