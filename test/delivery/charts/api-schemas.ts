import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterRequest } from '@ameide/operator-kit/testing';
import { until } from '@ameide/test-kit';

/** JSON schemas of kinds in a folder, as kubeconform finds them. */
export interface ApiSchemas {
  /** Argument of `-schema-location`. */
  readonly location: string;
  remove(): Promise<void>;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The schemas that an API server itself has of these kinds, those of CRDs among them; fields that it does not know are refused. */
export async function writeApiSchemas(request: ClusterRequest, kinds: readonly Kind[]): Promise<ApiSchemas> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-schemas-'));
  for (const apiVersion of new Set(kinds.map((each) => each.apiVersion))) {
    const wanted = new Set(kinds.filter((each) => each.apiVersion === apiVersion).map(({ kind }) => kind));
    const schemas = await schemasOf(request, apiVersion, wanted);
    const strictOnes = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, strict(schema)]));
    for (const [name, schema] of Object.entries(schemas)) {
      const kind = kindOf(schema, apiVersion);
      if (kind === undefined || !wanted.has(kind)) continue;
      const text = JSON.stringify({ $ref: `#/components/schemas/${name}`, components: { schemas: strictOnes } });
      await writeFile(join(folder, `${kind.toLowerCase()}${suffixOf(apiVersion)}.json`), text);
    }
  }
  return {
    location: `${folder}/{{ .ResourceKind }}{{ .KindSuffix }}.json`,
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Those of a CRD are published a moment after it is served. */
async function schemasOf(
  request: ClusterRequest,
  apiVersion: string,
  wanted: ReadonlySet<string>,
): Promise<Readonly<Record<string, Schema>>> {
  let schemas: Readonly<Record<string, Schema>> = {};
  const path = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
  await until(async () => {
    const document = await request<{ components: { schemas: Record<string, Schema> } }>(
      'GET',
      `/openapi/v3/${path}`,
    ).catch(() => undefined);
    schemas = document?.components.schemas ?? {};
    const known = new Set(Object.values(schemas).map((schema) => kindOf(schema, apiVersion)));
    return [...wanted].every((kind) => known.has(kind));
  });
  return schemas;
}

function kindOf(schema: Schema, apiVersion: string): string | undefined {
  const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
  return kinds.find(({ group, version }) => (group === '' ? version : `${group}/${version}`) === apiVersion)?.kind;
}

/** As kubeconform names files: the first part of the group, and the version. */
function suffixOf(apiVersion: string): string {
  const [group, version] = apiVersion.split('/');
  return version === undefined ? `-${group}` : `-${group!.split('.')[0]}-${version}`;
}

function strict(schema: Schema): Schema {
  const { additionalProperties, items, properties } = schema;
  const isOpen = additionalProperties !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...schema,
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, strict(each)])),
      ...(!isOpen && { additionalProperties: false }),
    }),
    ...(items !== undefined && { items: strict(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: strict(additionalProperties) }),
  };
}
