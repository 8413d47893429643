import type { HttpApi, HttpRoute } from './http-api.ts';

/** Where a request belongs. */
export interface RouteMatch {
  readonly api: HttpApi;
  /** Undefined for what is below the prefix, and no route. */
  readonly route: HttpRoute | undefined;
  readonly params: Readonly<Record<string, string>>;
}

/** @returns finds the route of a request; undefined for a path that belongs to no API */
export function createRouteMatcher(apis: readonly HttpApi[]): (method: string, path: string) => RouteMatch | undefined {
  const known = apis.map((api) => ({
    api,
    routes: api.routes.map((route) => ({ route, segments: route.path.split('/') })),
  }));
  return (method, path) => {
    const found = known.find(({ api: { prefix } }) => path === prefix || path.startsWith(`${prefix}/`));
    if (found === undefined) return undefined;
    const asked = path.split('/');
    for (const { route, segments } of found.routes) {
      if (route.method !== method || segments.length !== asked.length) continue;
      const params = paramsOf(segments, asked);
      if (params !== undefined) return { api: found.api, route, params };
    }
    return { api: found.api, route: undefined, params: {} };
  };
}

function paramsOf(segments: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const given = asked[index]!;
    if (!segment.startsWith('{')) {
      if (segment !== given) return undefined;
      continue;
    }
    const value = decoded(given);
    if (value === undefined || value === '') return undefined;
    params[segment.slice(1, -1)] = value;
  }
  return params;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
