import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBaseImages } from './base-images.ts';
import type { Builder, BuildRequest, Destination } from './builder.ts';
import { run } from './run.ts';
import { buildSecrets } from './secrets.ts';
import { STORAGE } from './storage.ts';

/** Signatures are checked where images are deployed. */
const POLICY = { default: [{ type: 'insecureAcceptAnything' }] };

/** Builds by buildah, which needs no daemon; `storage` is a folder of its own. */
export async function createBuildah(program: string, storage = STORAGE): Promise<Builder> {
  await mkdir(storage, { recursive: true });
  const policy = join(storage, 'policy.json');
  await writeFile(policy, JSON.stringify(POLICY));
  const registries = join(storage, 'registries.conf');
  await writeFile(registries, 'unqualified-search-registries = ["docker.io"]\n');
  // Chroot: neither a runtime nor a network of its own is needed.
  const env = { ...process.env, BUILDAH_ISOLATION: 'chroot', CONTAINERS_REGISTRIES_CONF: registries };
  const buildah = (command: string, ...args: string[]) => {
    const folders = ['--root', join(storage, 'root'), '--runroot', join(storage, 'run')];
    return run(program, [...folders, command, ...args], { env });
  };
  const push = async (name: string, to: string, ...args: string[]) => {
    const digest = join(storage, `digest.${process.pid}`);
    await buildah('push', '--signature-policy', policy, '--quiet', '--digestfile', digest, ...args, name, to);
    const text = await readFile(digest, 'utf8');
    await rm(digest);
    return text.trim();
  };
  const build = async ({
    context,
    dockerfile = join(context, 'Dockerfile'),
    name,
    args,
    fresh = false,
    contexts = {},
  }: BuildRequest) => {
    const secrets = await buildSecrets();
    await buildah(
      'build',
      '--signature-policy',
      policy,
      '--quiet',
      '--layers',
      ...(fresh ? ['--no-cache'] : []),
      '--format=oci',
      // Of every file and of the image itself: what did not change has the same digest tomorrow.
      '--timestamp=0',
      '--identity-label=false',
      ...options('--build-arg', args),
      ...options('--build-context', contexts),
      ...secrets.map(({ id, path }) => `--secret=id=${id},src=${path}`),
      `--tag=${name}`,
      `--file=${dockerfile}`,
      context,
    );
  };
  await makeBaseImages({ build }, join(storage, 'base.json'));
  return {
    name: 'buildah',
    build,
    push(name, { repository, tag, via }: Destination) {
      const path = repository.slice(repository.indexOf('/'));
      return via === undefined
        ? push(name, `docker://${repository}:${tag}`)
        : push(name, `docker://${via}${path}:${tag}`, '--tls-verify=false');
    },
    async save(name, folder) {
      await mkdir(folder, { recursive: true });
      return push(name, `oci:${folder}`);
    },
  };
}

function options(option: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => [option, `${key}=${value}`]);
}
