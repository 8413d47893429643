import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Values that are in Git and hold for more than one deployment: no image is named in them, only in digest files. */
const BASE = [
  'charts/*/values.yaml',

  'gitops/infrastructure/*.yaml',
  'gitops/infrastructure/*/values.yaml',
  'gitops/environments/*/global.yaml',
  'gitops/environments/*/{apps,infrastructure}/*.yaml',
];
const DIGESTS = 'gitops/environments/*/digests/*.yaml';
const DIGEST = /^sha256:[a-f0-9]{64}$/;
const REPOSITORY = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+$/;
/** `registry.example.com/some/image`, `host:5000/image:tag`, `image@sha256:…`. */
const REFERENCE = /^([a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}|[a-z0-9.-]+:\d+)\/[a-z0-9._/-]+([:@][\w.:-]+)?$|@sha256:/;

/** Everything that values of a checkout must not say, one sentence each. @param digests a folder of digest files besides those in Git */
export async function valueFaults(root: string, digests?: string): Promise<string[]> {
  const base = globSync(BASE, { cwd: root }).sort();
  const ofGit = globSync(DIGESTS, { cwd: root }).sort();
  const given = digests === undefined ? [] : globSync('*.yaml', { cwd: digests }).map((file) => join(digests, file));
  const faults = await Promise.all([
    ...base.map(async (file) => baseFaults(file, await readYaml(join(root, file)))),
    ...ofGit.map(async (file) => digestFaults(file, await readYaml(join(root, file)))),
    ...given.map(async (file) => digestFaults(file, await readYaml(file))),
  ]);
  return faults.flat();
}

/** What is wrong with values that hold for more than one deployment. @param file for the message */
export function baseFaults(file: string, values: unknown): string[] {
  const lane = /environments\/([^/]+)\//.exec(file)?.[1];
  return leaves(values).flatMap(({ path, value }) => {
    const key = path.at(-1)!;
    const where = `${file}: ${path.join('.')}`;
    const isReference = REFERENCE.test(value);
    if (key === 'tag' && value !== '') return [`${where} is a tag; images are named by digest, in digest files only`];
    if (/:latest$/.test(value)) return [`${where} is :latest, which is another image tomorrow`];
    if (['graph', 'registry', 'repository'].includes(key) && value !== '' && !value.includes('://')) {
      return [`${where} names a registry; image.graph comes with the digest when something is deployed`];
    }
    if (path.some((part) => /^images?$/.test(part)) && (isReference || key === 'digest') && value !== '') {
      return [`${where} names an image; only digest files do`];
    }
    if (isReference && /image/i.test(key)) return [`${where} names an image; only digest files do`];
    if (lane !== undefined && lane !== 'local' && /localhost|127\.0\.0\.1/.test(value)) {
      return [`${where} leads to this machine, and the lane is ${lane}`];
    }
    return [];
  });
}

/** What is wrong with a digest file: it has `image: {graph, digest}` and nothing else. */
export function digestFaults(file: string, values: unknown): string[] {
  const { image, ...others } = (values ?? {}) as { image?: { graph?: string; digest?: string } };
  const faults: string[] = [];
  if (Object.keys(others).length > 0) faults.push(`${file}: has ${Object.keys(others).join(', ')} besides image`);
  if (!REPOSITORY.test(image?.graph ?? '')) faults.push(`${file}: image.graph has to be a repository without a tag`);
  if (!image?.digest) faults.push(`${file}: image.digest is empty`);
  else if (!DIGEST.test(image.digest)) faults.push(`${file}: image.digest has to be sha256:<64 hexadecimal digits>`);
  return faults;
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
}

function leaves(value: unknown, path: readonly string[] = []): Leaf[] {
  if (typeof value === 'string') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]));
}

async function readYaml(path: string): Promise<unknown> {
  return parse(await readFile(path, 'utf8'));
}
