import { createHash } from 'node:crypto';
import type { RegistryAccess } from '../release/registry-access.ts';
import type { Evidence } from './evidence.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
/** The configuration of what is no image. */
const EMPTY = bytesOf('{}');

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
}

/**
 * Lays documents beside an image in its registry, as OCI 1.1 says: each is a manifest that refers to the image, found by the API of
 * referrers, or under the tag `sha256-…` where a registry lacks that. The same documents again change nothing.
 *
 * @throws Error when the registry refuses
 */
export async function attach(access: RegistryAccess, graph: string, digest: string, documents: readonly Evidence[]) {
  const push = async (path: string, type: string, bytes: Uint8Array<ArrayBuffer>) => {
    const response = await access.request(graph, 'PUT', path, [], { type, bytes });
    return succeed(response, `${graph}/${path}`);
  };
  const pushBlob = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    const blob = digestOf(bytes);
    const there = await access.request(graph, 'HEAD', `blobs/${blob}`);
    if (there.ok) return;
    const begun = await access.request(graph, 'POST', 'blobs/uploads/');
    const location = succeed(begun, `${graph}/blobs`).headers.get('location') ?? '';
    const to = location.slice(location.indexOf('/blobs/uploads/') + 1);
    await push(`${to}${to.includes('?') ? '&' : '?'}digest=${blob}`, 'application/octet-stream', bytes);
  };

  const image = await access.request(graph, 'GET', `manifests/${digest}`, [MANIFEST]);
  const bytes = new Uint8Array(await succeed(image, `${graph}@${digest}`).arrayBuffer());
  const subject: Descriptor = { mediaType: MANIFEST, digest, size: bytes.length };
  const unlisted: Descriptor[] = [];
  await pushBlob(EMPTY);
  for (const { type, file, content } of documents) {
    const document = bytesOf(`${JSON.stringify(content, null, 2)}\n`);
    await pushBlob(document);
    const manifest = bytesOf(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        artifactType: type,
        config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(EMPTY), size: EMPTY.length },
        layers: [
          {
            mediaType: type,
            digest: digestOf(document),
            size: document.length,
            annotations: { 'org.opencontainers.image.title': file },
          },
        ],
        subject,
      }),
    );
    const pushed = await push(`manifests/${digestOf(manifest)}`, MANIFEST, manifest);
    const listed = pushed.headers.get('oci-subject') !== null;
    if (!listed)
      unlisted.push({ mediaType: MANIFEST, digest: digestOf(manifest), size: manifest.length, artifactType: type });
  }
  if (unlisted.length === 0) return;
  const tag = digest.replace(':', '-');
  const found = await access.request(graph, 'GET', `manifests/${tag}`, [INDEX]);
  const known = found.ok ? ((await found.json()) as { manifests: Descriptor[] }).manifests : [];
  if (!found.ok) await found.body?.cancel();
  // A document of the same kind takes the place of the one before.
  const others = known.filter(({ artifactType }) => !unlisted.some((one) => one.artifactType === artifactType));
  const index = { schemaVersion: 2, mediaType: INDEX, manifests: [...others, ...unlisted] };
  await push(`manifests/${tag}`, INDEX, bytesOf(JSON.stringify(index)));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function digestOf(bytes: Uint8Array<ArrayBuffer>): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function succeed(response: Response, what: string): Response {
  if (!response.ok) throw new Error(`${what}: the registry answers ${response.status}`);
  return response;
}
