import { hasStatus } from './api-error.ts';
import { groupVersionPath, type Kind, kindName, type Resource } from './resource.ts';
import type { Transport } from './transport.ts';

interface ApiResourceList {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

/** Finds out how kinds are addressed, and which of them the API server has at all. */
export interface Discovery {
  /** Undefined while the API server does not serve the kind; only what it does serve is remembered. @throws ApiError */
  resolve(kind: Kind, signal?: AbortSignal): Promise<Resource | undefined>;
  /** To be called when a kind that was there may be gone. */
  forget(kind: Kind): void;
}

/** How long an answer, in ms, is good for all kinds of its API: those that are missing are looked for at the same time. */
const FRESH_MS = 500;

export function createDiscovery(transport: Transport): Discovery {
  const known = new Map<string, Resource>();
  const answers = new Map<string, { readonly until: number; readonly resources: ReturnType<typeof resourcesOf> }>();

  /** One request for all who ask at once. What failed is asked for anew. */
  const ask = (apiVersion: string, signal?: AbortSignal) => {
    const last = answers.get(apiVersion);
    if (last !== undefined && performance.now() < last.until) return last.resources;
    const resources = resourcesOf(transport, apiVersion, signal);
    answers.set(apiVersion, { until: performance.now() + FRESH_MS, resources });
    resources.catch(() => answers.delete(apiVersion));
    return resources;
  };

  return {
    async resolve(kind, signal) {
      const remembered = known.get(kindName(kind));
      if (remembered !== undefined) return remembered;
      for (const { name, kind: served, namespaced } of await ask(kind.apiVersion, signal)) {
        if (name.includes('/')) continue;
        const resource = { apiVersion: kind.apiVersion, kind: served, plural: name, namespaced };
        known.set(kindName(resource), resource);
      }
      return known.get(kindName(kind));
    },
    forget(kind) {
      known.delete(kindName(kind));
      answers.delete(kind.apiVersion);
    },
  };
}

async function resourcesOf(transport: Transport, apiVersion: string, signal?: AbortSignal) {
  try {
    const path = groupVersionPath(apiVersion);
    return (await transport.request<ApiResourceList>({ method: 'GET', path, signal })).resources;
  } catch (error) {
    if (hasStatus(error, 404)) return [];
    throw error;
  }
}
