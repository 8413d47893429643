import { expect } from './check.ts';
import type { Edge } from './edge.ts';

/** A person who has a session with the workspace, as a browser has it: only a cookie. */
export interface Session {
  /** Calls the workspace's own RPCs with the session; for `AmeideClient`. */
  readonly fetch: typeof globalThis.fetch;
}

export interface Person {
  readonly username: string;
  readonly password: string;
}

const MAX_STEPS = 15;

/** Signs a person in at the workspace by the form of Keycloak. @throws Error that says where it ends */
export async function openSession(edge: Edge, platform: string, { username, password }: Person): Promise<Session> {
  const cookies = new Map<string, Map<string, string>>();
  const visit = async (url: string, form?: URLSearchParams): Promise<Response> => {
    const { host } = new URL(url);
    const known = cookies.get(host) ?? new Map<string, string>();
    cookies.set(host, known);
    const headers = { cookie: cookieHeader(known) };
    const response = await edge.fetch(url, {
      redirect: 'manual',
      headers,
      ...(form && { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name) known.set(name, value ?? '');
    }
    return response;
  };

  let url = `${platform}/auth/sign-in`;
  let form: URLSearchParams | undefined;
  let asked = false;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const response = await visit(url, form);
    form = undefined;
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      continue;
    }
    const page = await response.text();
    if (url.startsWith(`${platform}/`)) {
      expect(asked && response.ok, `sign-in ends at ${url} with ${response.status}`);
      const own = cookies.get(new URL(platform).host) ?? new Map<string, string>();
      return { fetch: withCookie(edge, () => cookieHeader(own)) };
    }
    expect(!asked, `the realm does not accept ${username}, at ${new URL(url).pathname}`);
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    if (!action) throw new Error(`${url} answers ${response.status} and shows no form to sign in with`);
    asked = true;
    url = new URL(action, url).href;
    form = new URLSearchParams({ username, password, credentialId: '' });
  }
  throw new Error(`sign-in leads in circles, at last to ${url}`);
}

function withCookie(edge: Edge, cookie: () => string): typeof globalThis.fetch {
  return (input, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie());
    // What only pages of the workspace itself can send.
    headers.set('x-ameide-csrf', '1');
    return edge.fetch(input, { ...init, headers: Object.fromEntries(headers) });
  };
}

function cookieHeader(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
