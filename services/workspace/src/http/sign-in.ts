import { failureOf } from '../app/sign-in.ts';
import type { Route } from './exchange.ts';
import { redirect } from './json.ts';
import { sendProviderChoice } from './provider-choice.ts';
import type { RouteDeps } from './routes.ts';
import { redirectToError } from './sign-in-error.ts';

/** Names of identity providers behind the provider, as Keycloak has them. */
const HINT = /^[\w.-]{1,64}$/;

/**
 * `GET /auth/sign-in?return_to=/…`: leaves for the identity provider: the only one, `&provider=<id>`, or the one that this browser
 * remembers; else, and with `&prompt=choose`, the person is asked. The provider with `&prompt=login` asks also whom it knows
 * already, and with `&kc_idp_hint=<name>` hands the person on to another one at once.
 */
export function createSignInRoute({ cookies, logger, providers, signIn }: RouteDeps): Route {
  return async ({ request, response, url, requestId }) => {
    try {
      const { searchParams } = url;
      const named = searchParams.get('prompt') === 'choose' ? undefined : cookies.provider(request);
      const provider = providers.chosen(searchParams.get('provider') ?? named);
      if (provider === undefined) return sendProviderChoice(response, providers.all, searchParams);
      const hint = searchParams.get('kc_idp_hint') ?? '';
      const attempt = await signIn.begin(provider, searchParams.get('return_to'), {
        anew: searchParams.get('prompt') === 'login',
        identityProviderHint: HINT.test(hint) ? hint : undefined,
      });
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
