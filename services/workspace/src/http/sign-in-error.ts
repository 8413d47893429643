import type { ServerResponse } from 'node:http';
import type { SignInFailure } from '../app/sign-in.ts';
import { returnPath } from '../domain/return-path.ts';
import type { Route } from './exchange.ts';
import { redirect } from './json.ts';
import { languageOf } from './language.ts';
import { escapeHtml, sendPage } from './page.ts';
import type { RouteDeps } from './routes.ts';
import { signInErrorWords } from './sign-in-error-words.ts';

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
  ({ request, response, url }) => {
    const language = languageOf(request);
    const t = signInErrorWords[language];
    const { searchParams } = url;
    const reason = searchParams.get('reason') ?? '';
    const sentence = Object.hasOwn(t.sentences, reason) ? t.sentences[reason as SignInFailure] : t.unknown;
    const requestId = searchParams.get('request_id') ?? '';
    const again = new URLSearchParams({ return_to: returnPath(searchParams.get('return_to')) });
    // Else the provider would answer the same again.
    if (reason === 'account_not_accepted') again.set('prompt', 'login');
    const elsewhere = new URLSearchParams({ ...Object.fromEntries(again), prompt: 'choose' });
    const choice =
      providers.all.length > 1 ? ` · <a href="${escapeHtml(`/auth/sign-in?${elsewhere}`)}">${t.elsewhere}</a>` : '';
    const told = REQUEST_ID.test(requestId) ? `<p class="soft">${t.requestId} <code>${requestId}</code></p>` : '';
    const body = `<p>${sentence}</p>
<p><a href="${escapeHtml(`/auth/sign-in?${again}`)}">${t.again}</a>${choice} · <a href="/">${t.home}</a></p>
${told}`;
    sendPage(response, 200, { language, title: t.title, body });
  };
