import type { ServerResponse } from 'node:http';
import type { SignInFailure } from '../app/sign-in.ts';
import { returnPath } from '../domain/return-path.ts';
import type { Route } from './exchange.ts';
import { redirect } from './json.ts';
import { escapeHtml, sendPage } from './page.ts';
import type { RouteDeps } from './routes.ts';

/** What a person reads; nothing of it comes from the provider. */
const SENTENCES: Readonly<Record<SignInFailure, string>> = {
  attempt_unknown: 'This sign-in was begun too long ago, or in another browser. Begin again.',
  sign_in_cancelled: 'You have not signed in.',
  sign_in_refused: 'The identity provider has not confirmed who you are. Try again.',
  account_not_accepted:
    'You are known to the identity provider, but your account belongs to no tenant here. Ask whoever invited you.',
  provider_unreachable: 'The identity provider does not answer. Try again in a moment.',
  provider_misconfigured: 'Signing in is not set up correctly. Tell those who run this platform, with the request id.',
};
const UNKNOWN = 'Signing in did not work. Try again.';
const REQUEST_ID = /^[\w-]{1,64}$/;

/** Leaves for `/auth/error`, so that loading that page again does not repeat what failed. */
export function redirectToError(
  response: ServerResponse,
  reason: SignInFailure,
  requestId: string,
  returnTo = '/',
): void {
  redirect(response, `/auth/error?${new URLSearchParams({ reason, request_id: requestId, return_to: returnTo })}`);
}

/** `GET /auth/error`: what went wrong, and what to do. */
export const createSignInErrorRoute =
  ({ providers }: Pick<RouteDeps, 'providers'>): Route =>
  ({ response, url }) => {
    const { searchParams } = url;
    const reason = searchParams.get('reason') ?? '';
    const sentence = Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason as SignInFailure] : UNKNOWN;
    const requestId = searchParams.get('request_id') ?? '';
    const again = new URLSearchParams({ return_to: returnPath(searchParams.get('return_to')) });
    // Else the provider would answer the same again.
    if (reason === 'account_not_accepted') again.set('prompt', 'login');
    const elsewhere = new URLSearchParams({ ...Object.fromEntries(again), prompt: 'choose' });
    const choice =
      providers.all.length > 1
        ? ` · <a href="${escapeHtml(`/auth/sign-in?${elsewhere}`)}">Sign in somewhere else</a>`
        : '';
    const told = REQUEST_ID.test(requestId) ? `<p class="soft">Request id <code>${requestId}</code></p>` : '';
    sendPage(
      response,
      200,
      'Not signed in',
      `<p>${sentence}</p>
<p><a href="${escapeHtml(`/auth/sign-in?${again}`)}">Try again</a>${choice} · <a href="/">Go home</a></p>
${told}`,
    );
  };
