import type { ServerResponse } from 'node:http';
import type { IdentityProvider } from '../app/ports.ts';
import { escapeHtml, sendPage } from './page.ts';

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
  sendPage(
    response,
    200,
    'Sign in',
    `<p>Where do you have your account? This browser remembers it until you sign out.</p>
<ul>
${providers.map(linkTo).join('\n')}
</ul>`,
  );
}
