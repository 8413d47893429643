import type { Route } from './exchange.ts';
import { redirect } from './json.ts';
import type { RouteDeps } from './routes.ts';
import { redirectToError } from './sign-in-error.ts';

/** `GET /auth/callback`: the provider's answer. Makes a session under a new id, whatever the browser had before. */
export function createCallbackRoute({ cookies, providers, publicUrl, sessions, signIn }: RouteDeps): Route {
  return async ({ request, response, url, requestId }) => {
    const state = url.searchParams.get('state') ?? '';
    const before = cookies.sessionId(request);
    const outcome = await signIn.complete(url, cookies.attempt(request, state));
    cookies.clearAttempt(response, state);
    if ('sessionId' in outcome) {
      await sessions.replace(before, outcome.session);
      cookies.setSessionId(response, outcome.sessionId);
      if (providers.all.length > 1) cookies.setProvider(response, providers.byIssuer(outcome.session.issuer)!.id);
      redirect(response, `${publicUrl}${outcome.returnTo}`);
      return;
    }
    // Somebody who goes back to this address after signing in is where they want to be.
    const isSignedIn = outcome.failure === 'attempt_unknown' && typeof (await sessions.find(before)) !== 'string';
    if (isSignedIn) redirect(response, `${publicUrl}/`);
    else redirectToError(response, outcome.failure, requestId, outcome.returnTo);
  };
}
