import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Where a lane is, and what its values say about it. */
export interface Lane {
  readonly name: string;
  /** The helmfile's environment: previews share one. */
  readonly environment: string;
  readonly namespace: string;
  /** The folder of its digest files. */
  readonly digests: string;
  readonly domain: string | undefined;
  readonly publicPort: number | undefined;
  readonly issuer: string | undefined;
}

interface GlobalValues {
  readonly domain?: string;
  readonly publicPort?: number;
  readonly oidc?: { readonly issuer?: string };
}

/** @param root of the checkout */
export async function readLane(root: string, name: string): Promise<Lane> {
  const preview = name.startsWith('preview-');
  const environment = preview ? 'preview' : name;
  const file = join(root, 'gitops/environments', environment, 'global.yaml');
  const text = await readFile(file, 'utf8').catch(() => '');
  const { global = {} } = (parse(text) ?? {}) as { global?: GlobalValues };
  const folder = name === 'local' ? '.local/digests' : `gitops/environments/${name}/digests`;
  const domain = preview ? `${name}.dev.ameide.io` : global.domain;
  return {
    name,
    environment,
    namespace: `ameide-${name}`,
    digests: process.env.AMEIDE_DIGESTS || join(root, folder),
    domain,
    publicPort: global.publicPort,
    issuer: preview ? `https://auth.${domain}/realms/ameide` : global.oidc?.issuer,
  };
}

/** The address of one of the lane's hosts, `https://platform.ameide.localhost:8443`; of the apex without a label. */
export function addressOf({ domain, publicPort }: Pick<Lane, 'domain' | 'publicPort'>, label?: string): string {
  const port = publicPort === undefined || publicPort === 443 ? '' : `:${publicPort}`;
  return `https://${label ? `${label}.` : ''}${domain}${port}`;
}
