import type { Route } from './exchange.ts';
import { redirect } from './json.ts';
import { type Language, languageOf } from './language.ts';
import { sendPage } from './page.ts';
import { isOwnNavigation } from './request-guard.ts';
import type { RouteDeps } from './routes.ts';

const words: Readonly<Record<Language, { readonly title: string; readonly signOut: string; readonly stay: string }>> = {
  en: { title: 'Sign out?', signOut: 'Sign out', stay: 'Stay' },
  de: { title: 'Abmelden?', signOut: 'Abmelden', stay: 'Bleiben' },
};

/**
 * `GET /auth/sign-out`: ends the session here, then leaves for the identity provider to end it there. Who was led to it by a page
 * of another origin is asked first.
 */
export function createSignOutRoute({ cookies, providers, publicUrl, signOut }: RouteDeps): Route {
  return async ({ request, response }) => {
    if (!isOwnNavigation(request, publicUrl)) {
      const language = languageOf(request);
      const { title, signOut: out, stay } = words[language];
      const body = `<p><a href="/auth/sign-out">${out}</a> · <a href="/">${stay}</a></p>`;
      sendPage(response, 200, { language, title, body });
      return;
    }
    const elsewhere = await signOut(cookies.sessionId(request));
    cookies.clearSessionId(response);
    if (providers.all.length > 1) cookies.clearProvider(response);
    redirect(response, elsewhere ?? `${publicUrl}/`);
  };
}
