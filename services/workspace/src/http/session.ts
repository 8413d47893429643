import type { Route } from './exchange.ts';
import { sendJson } from './json.ts';
import type { RouteDeps } from './routes.ts';

/** `GET /auth/session`: who is signed in, and until when. Asking does not put off the end of an idle session. */
export function createSessionRoute({ cookies, sessions }: RouteDeps): Route {
  return async ({ request, response }) => {
    const found = await sessions.use(cookies.sessionId(request), false);
    if (found === 'sign_in_unavailable') {
      sendJson(response, 503, { signedIn: false, reason: found });
    } else if (typeof found === 'string') {
      sendJson(response, 200, { signedIn: false, reason: found });
    } else {
      const expiresAt = new Date(found.endsAtMs).toISOString();
      sendJson(response, 200, { signedIn: true, user: found.session.person, expiresAt });
    }
  };
}
