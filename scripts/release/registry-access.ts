import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a registry is reached, when that is not where its name says. */
export interface RegistryAddress {
  /** As images name it: `ameide-reg:32000`. */
  readonly registry: string;
  /** As this machine reaches it: `localhost:32000`. */
  readonly address: string;
}

/** Requests to the registries that images name, with the credentials that `docker login` or `buildah login` has kept. */
export interface RegistryAccess {
  /** @param path below `/v2/<repository>/` */
  request(
    graph: string,
    method: 'GET' | 'HEAD' | 'POST' | 'PUT',
    path: string,
    accept?: readonly string[],
    body?: RequestContent,
  ): Promise<Response>;
}

/** What is sent. */
export interface RequestContent {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function createRegistryAccess(addresses: readonly RegistryAddress[] = []): RegistryAccess {
  const tokens = new Map<string, string>();
  return {
    async request(graph, method, path, accept = [], body) {
      const slash = graph.indexOf('/');
      const [registry, repository] = [graph.slice(0, slash), graph.slice(slash + 1)];
      const host = addresses.find((each) => each.registry === registry)?.address ?? registry;
      const url = `${isLocal(host) ? 'http' : 'https'}://${host}/v2/${repository}/${path}`;
      const send = async () => {
        const authorization = tokens.get(graph);
        const headers = {
          ...(accept.length > 0 && { accept: accept.join(', ') }),
          ...(authorization && { authorization }),
          ...(body && { 'content-type': body.type }),
        };
        const signal = AbortSignal.timeout(30_000);
        return fetch(url, { method, headers, signal, body: body?.bytes ?? null }).catch((error: Error) => {
          throw new Error(`the registry ${registry} does not answer at ${host}: ${(error.cause as Error)?.message}`);
        });
      };
      const response = await send();
      if (response.status !== 401) return response;
      await response.body?.cancel();
      const challenge = response.headers.get('www-authenticate') ?? '';
      tokens.set(graph, await authorize(challenge, registry, repository, method));
      return send();
    },
  };
}

/** A registry of this machine or of the laptop cluster speaks plain HTTP; every other one is reached by TLS only. */
function isLocal(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || name.startsWith('127.') || !name.includes('.');
}

/** The value of the header Authorization that answers a challenge. */
async function authorize(challenge: string, registry: string, repository: string, method: string): Promise<string> {
  const basic = await keptCredentials(registry);
  if (!/^bearer /i.test(challenge)) {
    if (!basic) throw new Error(`the registry ${registry} asks for credentials; log in to it with docker or buildah`);
    return `Basic ${basic}`;
  }
  const given = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const url = new URL(given('realm') ?? `https://${registry}/token`);
  const service = given('service');
  if (service) url.searchParams.set('service', service);
  url.searchParams.set(
    'scope',
    `repository:${repository}:${method === 'GET' || method === 'HEAD' ? 'pull' : 'pull,push'}`,
  );
  const response = await fetch(url, { headers: basic ? { authorization: `Basic ${basic}` } : {} });
  if (!response.ok) throw new Error(`the registry ${registry} gives no token for ${repository}: ${response.status}`);
  const { token, access_token } = (await response.json()) as { token?: string; access_token?: string };
  return `Bearer ${token ?? access_token}`;
}

/** User and password in base64, from the files of docker and of buildah. */
async function keptCredentials(registry: string): Promise<string | undefined> {
  const files = [
    process.env.REGISTRY_AUTH_FILE,
    process.env.DOCKER_CONFIG && join(process.env.DOCKER_CONFIG, 'config.json'),
    process.env.XDG_RUNTIME_DIR && join(process.env.XDG_RUNTIME_DIR, 'containers/auth.json'),
    join(homedir(), '.docker/config.json'),
  ];
  for (const file of files) {
    if (!file) continue;
    const text = await readFile(file, 'utf8').catch(() => '{}');
    const { auths } = JSON.parse(text || '{}') as { auths?: Record<string, { auth?: string }> };
    const auth = auths?.[registry]?.auth ?? auths?.[`https://${registry}`]?.auth;
    if (auth) return auth;
  }
  return undefined;
}
