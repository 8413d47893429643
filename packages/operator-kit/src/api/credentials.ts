import type { RequestOptions } from 'node:https';
import type { buildConnector } from 'undici';
import type { KubeConfig } from './kube-config.ts';

/** How long what the kubeconfig gave is used before it is asked again, in ms. Tokens and certificates are rotated. */
const FRESH_MS = 20_000;

/** What a request and its connection are authenticated with. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: Partial<buildConnector.BuildOptions>;
  /** Changes when, and only when, connections have to be made anew. */
  readonly identity: string;
}

/** Asks a kubeconfig for credentials: tokens, client certificates, exec plugins, basic auth, impersonation. */
export interface CredentialSource {
  get(): Promise<Credentials>;
  /** To be called after a 401: the next `get` asks again, unless that has happened since. */
  invalidate(refused: Credentials): void;
}

/** Callers at the same time share one question. A failure is not kept. */
export function createCredentialSource(kubeConfig: KubeConfig): CredentialSource {
  let source = kubeConfig;
  let current: { readonly at: number; readonly value: Promise<Credentials>; given?: Credentials } | undefined;
  return {
    get() {
      if (current === undefined || performance.now() - current.at > FRESH_MS) {
        const asked: NonNullable<typeof current> = { at: performance.now(), value: load(source) };
        current = asked;
        asked.value.then(
          (given) => {
            asked.given = given;
          },
          () => {
            if (current === asked) current = undefined;
          },
        );
      }
      return current.value;
    },
    invalidate(refused) {
      if (current?.given !== refused) return;
      current = undefined;
      source = withoutMemory(kubeConfig);
    },
  };
}

/** A kubeconfig keeps the tokens of plugins and files for itself, also those that were refused; a copy has none. */
function withoutMemory(kubeConfig: KubeConfig): KubeConfig {
  const fresh = new (kubeConfig.constructor as typeof KubeConfig)();
  const { authenticators } = fresh as KubeConfig & { readonly authenticators?: unknown };
  return Object.assign(fresh, kubeConfig, { authenticators });
}

async function load(kubeConfig: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
  const given = Object.entries({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername });
  const tls = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return { headers: headersOf(options), tls, identity: given.map(([, value]) => String(value)).join('\n') };
}

function headersOf(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  if (options.auth) headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value).trim();
  return headers;
}
