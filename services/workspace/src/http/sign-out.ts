import type { Route } from './exchange.ts';
import { redirect } from './json.ts';
import { sendPage } from './page.ts';
import { isOwnNavigation } from './request-guard.ts';
import type { RouteDeps } from './routes.ts';

/**
 * `GET /auth/sign-out`: ends the session here, then leaves for the identity provider to end it there. Who was led to it by a page
 * of another origin is asked first.
 */
export function createSignOutRoute({ cookies, providers, publicUrl, signOut }: RouteDeps): Route {
  return async ({ request, response }) => {
    if (!isOwnNavigation(request, publicUrl)) {
      sendPage(response, 200, 'Sign out?', '<p><a href="/auth/sign-out">Sign out</a> · <a href="/">Stay</a></p>');
      return;
    }
    const elsewhere = await signOut(cookies.sessionId(request));
    cookies.clearSessionId(response);
    if (providers.all.length > 1) cookies.clearProvider(response);
    redirect(response, elsewhere ?? `${publicUrl}/`);
  };
}
