import { stringify } from 'yaml';
import type { CustomResource } from './custom-resource.ts';
import type { Json } from './schema.ts';
import { type StructuralSchema, toStructural } from './structural.ts';

/** Helm leaves what says this when it uninstalls a chart: with a CRD, every object of its kind would go. */
const KEEP = { 'helm.sh/resource-policy': 'keep' };

/** The CustomResourceDefinition of a kind, `apiextensions.k8s.io/v1`. */
export function customResourceDefinition(resource: CustomResource) {
  const { group, version, kind, plural, shortNames, categories, scope, formerVersions = [] } = resource;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: KEEP },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), shortNames, categories },
      scope,
      versions: [
        { name: version, served: true, storage: true, ...servedAs(resource) },
        ...formerVersions.map((former) => ({
          name: former,
          served: true,
          storage: false,
          deprecated: true,
          deprecationWarning: `${group}/${former} ${kind} is now ${group}/${version}: write that, all else stays`,
          ...servedAs(resource),
        })),
      ],
    },
  } satisfies Json;
}

function servedAs(resource: CustomResource) {
  const { scale } = resource;
  return {
    subresources: {
      status: {},
      ...(scale && {
        scale: { specReplicasPath: scale.spec, statusReplicasPath: scale.status, labelSelectorPath: scale.selector },
      }),
    },
    additionalPrinterColumns: printerColumns(resource),
    schema: { openAPIV3Schema: rootSchema(resource) },
  };
}

/** The same as YAML, for a chart. */
export function crdYaml(resource: CustomResource): string {
  const note = '# Generated from the schema in TypeScript by `pnpm generate:manifests`; do not edit.\n';
  return note + stringify(customResourceDefinition(resource), { lineWidth: 120, aliasDuplicateObjects: false });
}

function rootSchema({ description, spec, status, rules }: CustomResource): StructuralSchema {
  return {
    description,
    type: 'object',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string', description: 'Group and version of the kind.' },
      kind: { type: 'string', description: 'The kind.' },
      metadata: { type: 'object' },
      spec: toStructural(spec),
      status: toStructural(status),
    },
    ...(rules.length > 0 && { 'x-kubernetes-validations': rules.map(({ cel, message }) => ({ rule: cel, message })) }),
  };
}

function printerColumns({ columns }: CustomResource) {
  return [
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason' },
    ...columns.map(({ name, type, path, wide }) => ({ name, type, jsonPath: path, ...(wide && { priority: 1 }) })),
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ];
}
