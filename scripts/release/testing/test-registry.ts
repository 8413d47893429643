import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from '@ameide/test-kit';
import { findExecutable } from '../../components/executable.ts';
import type { ImageReference } from '../image-reference.ts';

/** A real registry with images of a few bytes. */
export interface TestRegistry {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  /** Pushes an image that says from which commit it is built, under that commit as its tag. */
  push(name: string, commit: string, options?: PushOptions): Promise<ImageReference>;
  /** Takes a blob of the image away, as garbage collection gone wrong does. */
  loseLayer(image: ImageReference): Promise<void>;
  stop(): Promise<void>;
}

export interface PushOptions {
  /** Two images of one commit that differ. */
  readonly content?: string;
  readonly sbom?: boolean;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
const CYCLONEDX = 'application/vnd.cyclonedx+json';

export const findDockerRegistry = () => findExecutable(process.env.DOCKER_REGISTRY, 'docker-registry');

export async function startTestRegistry(): Promise<TestRegistry> {
  const program = await findDockerRegistry();
  if (!program) throw new Error('there is no docker-registry on this machine');
  const folder = await mkdtemp(join(tmpdir(), 'ameide-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: host },
  };
  await writeFile(join(folder, 'config.yml'), JSON.stringify(config));
  const child = spawn(program, ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const answers = () =>
    fetch(`http://${host}/v2/`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(answers);

  async function putBlob(repository: string, bytes: string): Promise<{ digest: string; size: number }> {
    const digest = digestOf(bytes);
    const begun = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
    const at = new URL(begun.headers.get('location')!, `http://${host}`);
    at.searchParams.set('digest', digest);
    await expectOk(await fetch(at, { method: 'PUT', body: bytes }));
    return { digest, size: Buffer.byteLength(bytes) };
  }

  async function putManifest(repository: string, reference: string, type: string, manifest: object): Promise<string> {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: type, ...manifest });
    const url = `http://${host}/v2/${repository}/manifests/${reference}`;
    await expectOk(await fetch(url, { method: 'PUT', headers: { 'content-type': type }, body }));
    return digestOf(body);
  }

  return {
    host,
    async push(name, commit, { content = commit, sbom = true } = {}) {
      const repository = `ameide/${name}`;
      const labels = { 'org.opencontainers.image.revision': commit };
      const settings = JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: labels } });
      const config = { mediaType: CONFIG, ...(await putBlob(repository, settings)) };
      const layers = [{ mediaType: LAYER, ...(await putBlob(repository, `${name} ${content}`)) }];
      const digest = await putManifest(repository, commit, MANIFEST, { config, layers });
      if (sbom) {
        const empty = { mediaType: 'application/vnd.oci.empty.v1+json', ...(await putBlob(repository, '{}')) };
        const bill = [{ mediaType: CYCLONEDX, ...(await putBlob(repository, `{"of":"${digest}"}`)) }];
        const referrer = { artifactType: CYCLONEDX, config: empty, layers: bill };
        const referrerDigest = await putManifest(repository, `bill-${commit}`, MANIFEST, referrer);
        const manifests = [{ mediaType: MANIFEST, artifactType: CYCLONEDX, digest: referrerDigest, size: 1 }];
        await putManifest(repository, digest.replace(':', '-'), INDEX, { manifests });
      }
      return { graph: `${host}/${repository}`, digest };
    },
    async loseLayer({ graph, digest }) {
      const repository = graph.slice(graph.indexOf('/') + 1);
      const manifest = await fetch(`http://${host}/v2/${repository}/manifests/${digest}`, {
        headers: { accept: MANIFEST },
      });
      const { layers } = (await manifest.json()) as { layers: { digest: string }[] };
      const url = `http://${host}/v2/${repository}/blobs/${layers[0]!.digest}`;
      await expectOk(await fetch(url, { method: 'DELETE' }));
    },
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

async function expectOk(response: Response): Promise<void> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
}
