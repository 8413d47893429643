import type { ImageReference } from './image-reference.ts';
import type { RegistryAccess } from './registry-access.ts';

const MANIFESTS = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const INDEXES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const SBOM = /cyclonedx|spdx|sbom/i;

interface Descriptor {
  readonly digest: string;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly platform?: { readonly os?: string };
}

interface Manifest {
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/** What the registry itself says about images. Nothing is kept: each question is asked anew. */
export interface Registry {
  /** The digest that a tag or a digest leads to; nothing when there is no such manifest. */
  resolve(graph: string, reference: string): Promise<string | undefined>;
  /** What a node would miss when it pulls this image, in words; nothing when all of it is there. */
  missingParts(image: ImageReference): Promise<string[]>;
  /** The labels of the image, of its first platform where it has several. */
  labels(image: ImageReference): Promise<Readonly<Record<string, string>>>;
  /** Whether something refers to the image as its bill of materials. */
  hasSbom(image: ImageReference): Promise<boolean>;
}

export function createRegistry(access: RegistryAccess): Registry {
  async function manifest(graph: string, reference: string): Promise<Manifest | undefined> {
    const response = await access.request(graph, 'GET', `manifests/${reference}`, [...MANIFESTS, ...INDEXES]);
    if (response.ok) return (await response.json()) as Manifest;
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw new Error(`${graph}: the registry answers ${response.status} for ${reference}`);
  }

  /** The manifests of the platforms; what only describes another one, such as a provenance, is none. */
  async function platforms({ graph, digest }: ImageReference): Promise<(Manifest | undefined)[]> {
    const top = await manifest(graph, digest);
    if (!top?.manifests) return [top];
    const images = top.manifests.filter(({ platform }) => platform?.os !== 'unknown');
    return Promise.all(images.map((each) => manifest(graph, each.digest)));
  }

  return {
    async resolve(graph, reference) {
      const response = await access.request(graph, 'HEAD', `manifests/${reference}`, [...MANIFESTS, ...INDEXES]);
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`${graph}: the registry answers ${response.status} for ${reference}`);
      const digest = response.headers.get('docker-content-digest');
      if (!digest) throw new Error(`${graph}: the registry does not say the digest of ${reference}`);
      return digest;
    },
    async missingParts(image) {
      const missing: string[] = [];
      for (const each of await platforms(image)) {
        if (!each) return [`the registry has no manifest ${image.digest} in ${image.graph}`];
        const blobs = [...(each.config ? [each.config] : []), ...(each.layers ?? [])];
        for (const { digest } of blobs) {
          const response = await access.request(image.graph, 'HEAD', `blobs/${digest}`);
          if (!response.ok) missing.push(`the registry answers ${response.status} for the part ${digest}`);
        }
      }
      return missing;
    },
    async labels(image) {
      const config = (await platforms(image))[0]?.config;
      if (!config) return {};
      const response = await access.request(image.graph, 'GET', `blobs/${config.digest}`);
      if (!response.ok) return {};
      const { config: settings } = (await response.json()) as { config?: { Labels?: Record<string, string> } };
      return settings?.Labels ?? {};
    },
    async hasSbom({ graph, digest }) {
      const hex = digest.slice('sha256:'.length);
      if (await this.resolve(graph, `sha256-${hex}.sbom`)) return true;
      // Registries without the API of referrers keep the same index under a tag.
      const answer = await access.request(graph, 'GET', `referrers/${digest}`, INDEXES);
      const referrers = answer.ok ? ((await answer.json()) as Manifest) : await manifest(graph, `sha256-${hex}`);
      if (!answer.ok) await answer.body?.cancel();
      for (const each of referrers?.manifests ?? []) {
        if (SBOM.test(each.artifactType ?? '')) return true;
        const referrer = await manifest(graph, each.digest);
        const types = [referrer?.artifactType, referrer?.config?.mediaType, ...(referrer?.layers ?? []).map(mediaType)];
        if (types.some((type) => SBOM.test(type ?? ''))) return true;
      }
      return false;
    },
  };
}

function mediaType(descriptor: Descriptor): string | undefined {
  return descriptor.mediaType;
}
