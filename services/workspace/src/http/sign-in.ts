import { failureOf } from '../app/sign-in.ts';
import type { Route } from './exchange.ts';
import { redirect } from './json.ts';
import type { RouteDeps } from './routes.ts';
import { redirectToError } from './sign-in-error.ts';

/** `GET /auth/sign-in?return_to=/…`: leaves for the identity provider, which with `&prompt=login` asks also whom it knows already. */
export function createSignInRoute({ cookies, logger, signIn }: RouteDeps): Route {
  return async ({ request, response, url, requestId }) => {
    try {
      const { searchParams } = url;
      const attempt = await signIn.begin(searchParams.get('return_to'), searchParams.get('prompt') === 'login');
      cookies.setAttempt(request, response, attempt, signIn.begunAt);
      redirect(response, attempt.location);
    } catch (err) {
      const failure = failureOf(err);
      if (failure === undefined) throw err;
      logger.warn({ err, failure, request_id: requestId }, 'nobody can sign in');
      redirectToError(response, failure, requestId);
    }
  };
}
