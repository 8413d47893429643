/** Keeps the cookies of a sign-in, by host. Paths and life times do not matter for so short a time. */
export class CookieJar {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Takes what a response sets. */
  store(url: string, response: Response): void {
    const host = new URL(url).host;
    const cookies = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, cookies);
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
  }

  /** The header `cookie` of a request. */
  header(url: string): string {
    const cookies = this.#cookies.get(new URL(url).host) ?? new Map<string, string>();
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
