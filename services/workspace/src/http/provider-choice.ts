import type { ServerResponse } from 'node:http';
import type { IdentityProvider } from '../app/ports.ts';
import { type Language, languageOf } from './language.ts';
import { escapeHtml, sendPage } from './page.ts';

const words: Readonly<Record<Language, { readonly title: string; readonly question: string }>> = {
  en: {
    title: 'Sign in',
    question: 'Where do you have your account? This browser remembers it until you sign out.',
  },
  de: {
    title: 'Anmelden',
    question: 'Wo hast du dein Konto? Dieser Browser merkt es sich, bis du dich abmeldest.',
  },
};

/** Asks where a person wants to sign in. @param wish what else the address of the sign-in says */
export function sendProviderChoice(
  response: ServerResponse,
  providers: readonly Pick<IdentityProvider, 'id' | 'name'>[],
  wish: URLSearchParams,
): void {
  const linkTo = ({ id, name }: Pick<IdentityProvider, 'id' | 'name'>) => {
    const asked = new URLSearchParams([...wish].filter(([key, value]) => key === 'return_to' && value !== ''));
    asked.set('provider', id);
    return `<li><a href="${escapeHtml(`/auth/sign-in?${asked}`)}">${escapeHtml(name)}</a></li>`;
  };
  const language = languageOf(response.req);
  const { title, question } = words[language];
  const body = `<p>${question}</p>
<ul>
${providers.map(linkTo).join('\n')}
</ul>`;
  sendPage(response, 200, { language, title, body });
}
