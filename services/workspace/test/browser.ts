/** What a browser does about cookies and redirects: one jar for each host, as all ports of it share one. */
export interface Browser {
  /** Cookies of a host, by name. */
  cookies(host?: string): Map<string, string>;
  /** One request, with the cookies; what the answer sets is kept. Redirects are not followed. */
  send(url: string, init?: RequestInit): Promise<Response>;
  /** Opens an address as a person does, and follows redirects; the last answer, with its address. */
  open(url: string, init?: RequestInit): Promise<{ readonly url: string; readonly response: Response }>;
  /** As `open`, up to the first address that begins so; it is not fetched. */
  openUntil(url: string, prefix: string): Promise<string>;
  /** A request as pages of the workspace send them. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

const MAX_REDIRECTS = 20;

export function createBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (host: string) => {
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  const send = async (url: string, init: RequestInit = {}) => {
    const jar = jarOf(new URL(url).hostname);
    const headers = new Headers(init.headers);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    if (cookie !== '' && !headers.has('cookie')) headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0\b/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const follow = async (start: string, prefix: string | undefined, init?: RequestInit) => {
    let url = start;
    for (let step = 0; step < MAX_REDIRECTS; step += 1) {
      if (prefix !== undefined && url.startsWith(prefix)) return { url, response: undefined };
      const response = await send(url, init);
      const location = response.headers.get('location');
      if (location === null) return { url, response };
      await response.body?.cancel();
      url = new URL(location, url).href;
    }
    throw new Error(`redirected too often, last to ${url}`);
  };
  return {
    cookies: (host = 'localhost') => jarOf(host),
    send,
    async open(url, init) {
      const { response, ...where } = await follow(url, undefined, init);
      return { ...where, response: response! };
    },
    async openUntil(url, prefix) {
      const { url: reached, response } = await follow(url, prefix);
      if (response !== undefined) throw new Error(`${reached} answered ${response.status}: ${await response.text()}`);
      return reached;
    },
    fetch: (url, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('x-ameide-csrf', '1');
      headers.set('origin', new URL(url).origin);
      headers.set('sec-fetch-site', 'same-origin');
      return send(url, { ...init, headers });
    },
  };
}
