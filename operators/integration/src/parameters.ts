import type { KubeObject } from '@ameide/operator-kit';
import { CONFIG_MAP, type PodVolume, partName, partOf, type SecretKey, shortDigest } from '@ameide/primitives/objects';
import { PARAMETERS_FOLDER } from './contract.ts';
import type { Integration } from './resource.ts';

/** The values of all contexts. No name has a dot in it that is one of a context, so `context.name` is unambiguous. */
export function parameterValues(integration: Integration): KubeObject[] {
  const data = Object.fromEntries(contexts(integration).flatMap(({ name, values }) => named(name, values)));
  if (Object.keys(data).length === 0) return [];
  return [{ ...partOf(integration, CONFIG_MAP, valuesName(integration)), data }];
}

/** Changes with the values. */
export function valuesVersion(integration: Integration): string {
  return shortDigest(JSON.stringify(parameterValues(integration).map(({ data }) => data)));
}

/** Every value that is in a Secret. */
export function parameterSecrets(integration: Integration): readonly SecretKey[] {
  return contexts(integration).flatMap(({ secrets }) => Object.values(secrets));
}

/** All of them as files, so that secrets are in no environment. */
export function parameterVolumes(integration: Integration): readonly PodVolume[] {
  const sources = contexts(integration).flatMap(({ name: context, values, secrets }) => [
    ...(Object.keys(values).length > 0 ? [valueFiles(integration, context, Object.keys(values))] : []),
    ...Object.entries(secrets).map(([parameter, { name, key }]) => ({
      secret: { name, items: [{ key, path: `${context}/${parameter}` }] },
    })),
  ]);
  if (sources.length === 0) return [];
  return [{ mountPath: PARAMETERS_FOLDER, volume: { name: 'parameters', projected: { sources } } }];
}

function valueFiles(integration: Integration, context: string, parameters: readonly string[]) {
  const items = parameters.map((parameter) => ({ key: `${context}.${parameter}`, path: `${context}/${parameter}` }));
  return { configMap: { name: valuesName(integration), items } };
}

function named(context: string, values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([name, value]) => [`${context}.${name}`, value] as const);
}

function valuesName(integration: Integration): string {
  return `${partName(integration)}-parameters`;
}

function contexts({ spec: { parameters = [] } }: Integration) {
  return parameters.map(({ name, values = {}, secrets = {} }) => ({ name, values, secrets }));
}
