import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../house/workspace.ts';
import type { Deployable } from './deployables.ts';
import { readInputs } from './inputs.ts';
import { type InstalledPackage, licenceFaults, readInstalled } from './licences.ts';
import { readNodeVersion } from './versions.ts';

/** A document about an image, which registries keep beside it. */
export interface Evidence {
  /** Media type, by which tools find it. */
  readonly type: string;
  readonly file: string;
  readonly content: object;
}

/** What was built, from what. */
export interface Subject {
  readonly deployable: Deployable;
  readonly graph: string;
  readonly digest: string;
  readonly revision: string;
  readonly source: string | undefined;
  readonly builder: string;
}

/**
 * The bill of materials and the provenance of an image.
 *
 * @throws Error when a package has a licence that nobody has allowed
 */
export async function evidenceOf(subject: Subject): Promise<Evidence[]> {
  const packages = await readInstalled([subject.deployable]);
  const faults = licenceFaults(packages);
  if (faults.length > 0) throw new Error(`Licences in ${subject.deployable.name}:\n  ${faults.join('\n  ')}`);
  return [
    { type: 'application/vnd.cyclonedx+json', file: 'sbom.cdx.json', content: await billOf(subject, packages) },
    { type: 'application/vnd.in-toto+json', file: 'provenance.json', content: await provenanceOf(subject) },
  ];
}

/** CycloneDX 1.6. What Debian brings is told by Debian's own list inside of the image. */
async function billOf({ deployable, graph, digest, revision }: Subject, packages: readonly InstalledPackage[]) {
  const node = { name: 'node', version: await readNodeVersion(), license: 'MIT' };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'container',
        'bom-ref': `${graph}@${digest}`,
        name: graph,
        version: digest,
        properties: [
          { name: 'org.opencontainers.image.revision', value: revision },
          { name: 'org.opencontainers.image.title', value: `ameide/${deployable.name}` },
        ],
      },
    },
    components: [
      { ...component(node, `pkg:generic/node@${node.version}`), type: 'application' },
      ...packages.map((one) => component(one, `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`)),
    ],
  };
}

function component({ name, version, license, homepage }: InstalledPackage, purl: string) {
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    licenses: [{ expression: license.replace(/^\((.*)\)$/, '$1') }],
    ...(homepage && { externalReferences: [{ type: 'website', url: homepage }] }),
  };
}

/** SLSA provenance 1 in a statement of in-toto. */
async function provenanceOf({ deployable, graph, digest, revision, source, builder }: Subject) {
  const { manifests } = await readInputs(deployable);
  const materials = ['Dockerfile', ...manifests.filter((path) => !path.includes('/'))];
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: graph, digest: { sha256: digest.slice('sha256:'.length) } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://ameide.io/images/v1',
        externalParameters: { deployable: deployable.name, package: deployable.package },
        resolvedDependencies: [
          { uri: source === undefined ? 'git' : `git+${source}`, digest: { gitCommit: revision } },
          ...(await Promise.all(
            materials.map(async (path) => ({ uri: path, digest: { sha256: await hashOf(path) } })),
          )),
        ],
      },
      runDetails: { builder: { id: process.env.IMAGES_BUILDER_ID || `https://ameide.io/images/builders/${builder}` } },
    },
  };
}

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(root, path)))
    .digest('hex');
}
