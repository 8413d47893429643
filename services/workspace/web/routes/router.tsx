import { createRootRoute, createRoute, createRouter, type RouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { lazyPage } from './part.tsx';
import { NotFound, RouteProblem } from './problems.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: RouteProblem });
const at = { getParentRoute: () => root };

/** @param name of the page in its file, whose types are not asked: pages themselves ask for those of the router */
function page(load: () => Promise<object>, name: string): RouteComponent {
  return lazyPage(async () => ({ default: (await load())[name as never] as ComponentType }));
}

export interface ArtifactSearch {
  /** The element that a link leads to. */
  readonly element?: string;
  /** An old version to look at. */
  readonly version?: number;
  /** The version that it is compared with. */
  readonly compare?: number;
}

const home = createRoute({
  ...at,
  path: '/',
  component: page(() => import('../features/home/home-page.tsx'), 'HomePage'),
});
const artifact = createRoute({
  ...at,
  path: '/artifact/$artifactId',
  validateSearch: (search): ArtifactSearch => ({
    ...(typeof search.element === 'string' ? { element: search.element } : {}),
    ...(Number(search.version) > 0 ? { version: Number(search.version) } : {}),
    ...(Number(search.compare) > 0 ? { compare: Number(search.compare) } : {}),
  }),
  component: page(() => import('../features/artifact/artifact-page.tsx'), 'ArtifactPage'),
});
const threads = createRoute({
  ...at,
  path: '/threads',
  component: page(() => import('../features/threads/threads-page.tsx'), 'ThreadsPage'),
});
const newThread = createRoute({
  ...at,
  path: '/threads/new',
  component: page(() => import('../features/threads/new-thread-page.tsx'), 'NewThreadPage'),
});
const thread = createRoute({
  ...at,
  path: '/threads/$threadId',
  component: page(() => import('../features/threads/thread-page.tsx'), 'ThreadPage'),
});
const reviews = createRoute({
  ...at,
  path: '/reviews',
  component: page(() => import('../features/reviews/reviews-page.tsx'), 'ReviewsPage'),
});
const settings = createRoute({
  ...at,
  path: '/settings',
  component: page(() => import('../features/settings/settings-page.tsx'), 'SettingsPage'),
});
const kit = createRoute({
  ...at,
  path: '/kit',
  component: page(() => import('../features/kit/kit-page.tsx'), 'KitPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([home, artifact, threads, newThread, thread, reviews, settings, kit]),
  defaultPreload: 'intent',
  defaultErrorComponent: RouteProblem,
  defaultPendingMs: 300,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
