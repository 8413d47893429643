import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { REGISTRY } from '../cluster/addresses.ts';
import { readArguments } from '../read-arguments.ts';
import { buildImages } from './build-images.ts';
import { writeContext } from './context.ts';
import { readDeployables } from './deployables.ts';
import { chooseImages } from './image-source.ts';
import { licenceFaults, readInstalled } from './licences.ts';
import { ProgramError } from './run.ts';

const usage = `Usage: pnpm images list [--json]
       pnpm images build [name ...] [--push] [--registry <host>] [--via <host:port>] [--tag <tag>] [--source <URL>] [--output <folder>] [--no-cache] [--json]
       pnpm images context <name> <folder>
       pnpm images licences [--json]

list      every image, where it is made from, and its revision: the commit that last changed what is in it
build     builds images, of all deployables unless named, and prints their digests when they are pushed or written
  --push      to <registry>/ameide/<name>; for a laptop's cluster, digests are kept in .local/digests
  --registry  as the cluster knows it (AMEIDE_REGISTRY, else ${REGISTRY})
  --via       where it is reached from here, without TLS (AMEIDE_REGISTRY_VIA, else localhost:32000 for ${REGISTRY})
  --tag       besides the digest; the revision unless given
  --source    URL of the code, for a label (that of the repository in GitHub Actions)
  --output    writes each image as an OCI image layout to <folder>/<name>
  --no-cache  builds every step anew
  --json      prints what was built as JSON
          Servers of a laptop's cluster (gitops/images) are built by name.
licences  every package in an image with its licence; fails for one that nobody has allowed
context   writes what the Dockerfile needs to an empty folder, for another builder, and prints the arguments for it`;

const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    push: { type: 'boolean', default: false },
    registry: { type: 'string', default: process.env.AMEIDE_REGISTRY || REGISTRY },
    via: { type: 'string' },
    tag: { type: 'string' },
    source: { type: 'string' },
    output: { type: 'string' },
    'no-cache': { type: 'boolean', default: false },
  },
});
const [verb, ...names] = positionals;
/** Relative to where the person called pnpm. */
const fromCaller = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

try {
  if (verb === 'list' && names.length === 0) await list();
  else if (verb === 'build') await build();
  else if (verb === 'context' && names.length === 2) await context(names[0]!, fromCaller(names[1]!));
  else if (verb === 'licences' && names.length === 0) await licences();
  else fail(usage, 2);
} catch (error) {
  if (error instanceof ProgramError || error instanceof RangeError) fail(error.message, 1);
  throw error;
}

async function list(): Promise<void> {
  const images = await Promise.all(
    (await chooseImages([])).map(async ({ name, folder, revision }) => ({ name, folder, ...(await revision()) })),
  );
  if (values.json) return print(images);
  for (const { name, folder, commit, modified } of images) {
    console.log(`${name.padEnd(22)} ${folder.padEnd(24)} ${commit.slice(0, 12)}${modified ? ', modified' : ''}`);
  }
}

async function build(): Promise<void> {
  const { push, registry, tag, output } = values;
  const local = registry === REGISTRY ? 'localhost:32000' : undefined;
  const images = await buildImages(names, {
    push,
    registry,
    tag,
    fresh: values['no-cache'],
    via: values.via ?? (process.env.AMEIDE_REGISTRY_VIA || local),
    source: values.source ?? sourceInGitHub(process.env),
    output: output === undefined ? undefined : fromCaller(output),
    progress: (text) => console.error(`  · ${text}`),
  });
  if (values.json) return print(images);
  for (const { graph, digest } of images) console.log(digest === undefined ? graph : `${graph}@${digest}`);
}

async function context(name: string, folder: string): Promise<void> {
  const deployable = (await readDeployables()).find((one) => one.name === name);
  if (deployable === undefined) return fail(`No deployable is named ${name}.`, 1);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) return fail(`${folder} is not empty.`, 1);
  const args = await writeContext(deployable, folder);
  for (const [key, value] of Object.entries(args)) console.log(`${key}=${value}`);
}

async function licences(): Promise<void> {
  const packages = await readInstalled(await readDeployables());
  if (values.json) print(packages);
  else for (const { name, version, license } of packages) console.log(`${`${name}@${version}`.padEnd(60)} ${license}`);
  const faults = licenceFaults(packages);
  if (faults.length > 0) fail(faults.join('\n'), 1);
}

function sourceInGitHub({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name }: NodeJS.ProcessEnv): string | undefined {
  return server && name ? `${server}/${name}` : undefined;
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

function fail(message: string, code: number): never {
  console.error(message);
  process.exit(code);
}
