import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The Go modules that carry the CRDs of those that we work with, and where in them these are. */
const SOURCES = {
  'gateway-api': { module: 'sigs.k8s.io/gateway-api@v1.6.3', folder: 'config/crd/standard' },
  'cloudnative-pg': { module: 'github.com/cloudnative-pg/cloudnative-pg@v1.30.0', folder: 'config/crd/bases' },
  'prometheus-operator': {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    folder: 'example/prometheus-operator-crd',
  },
  'external-secrets': { module: 'github.com/external-secrets/external-secrets@v1.3.2', folder: 'config/crds/bases' },
  'cert-manager': { module: 'github.com/cert-manager/cert-manager@v1.21.2', folder: 'deploy/crds' },
} as const;

/**
 * The YAML files in which a project publishes its CRDs, from its Go module, which `go` downloads once and keeps. With
 * plural names, such as `httproutes`, only theirs: a server takes seconds to take in large ones.
 * @throws Error when there is no `go` on the PATH or the module cannot be had.
 */
export async function thirdPartyCrds(source: keyof typeof SOURCES, ...plurals: readonly string[]): Promise<string[]> {
  const { module, folder } = SOURCES[source];
  const directory = join(await moduleDirectory(module), folder);
  const endings = plurals.length > 0 ? plurals.map((plural) => `_${plural}.yaml`) : ['.yaml'];
  const files = (await readdir(directory)).filter((file) => endings.some((ending) => file.endsWith(ending)));
  if (files.length < plurals.length) throw new Error(`${module} has only ${files} of ${plurals.join(', ')}`);
  return Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
}

/** Any other file of such a module, by its path in it. @throws Error as `thirdPartyCrds` */
export async function thirdPartyFile(source: keyof typeof SOURCES, path: string): Promise<string> {
  return readFile(join(await moduleDirectory(SOURCES[source].module), path), 'utf8');
}

async function moduleDirectory(module: string): Promise<string> {
  const go = promisify(execFile)('go', ['mod', 'download', '-json', module], { cwd: tmpdir() });
  const { stdout } = await go.catch((error: NodeJS.ErrnoException & { stdout?: string }) => {
    const reason = error.code === 'ENOENT' ? 'there is no "go" on the PATH' : error.stdout || error.message;
    throw new Error(`the Go module ${module} cannot be had: ${reason}`);
  });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}
