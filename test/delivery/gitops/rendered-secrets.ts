import type { Manifest } from './helmfile.ts';

/** A key of a Secret that an object asks for. */
export interface SecretUse {
  /** None where it follows from the release. */
  readonly namespace: string | undefined;
  readonly secret: string;
  /** None where all keys are asked for. */
  readonly key?: string | undefined;
  readonly optional: boolean;
}

/** Every Secret that rendered objects ask for: variables, files of pods, pull secrets, certificates and clients of the edge. */
export function secretUses(manifests: readonly Manifest[]): SecretUse[] {
  return manifests.flatMap((manifest) => usesIn(manifest, manifest.metadata.namespace));
}

function usesIn(value: unknown, namespace: string | undefined): SecretUse[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, each]: [string, Reference]) => {
    if (field === 'secretKeyRef') return [use(namespace, each.name, each)];
    if (field === 'secretRef') return [use(namespace, each.name, each)];
    if (field === 'secret' && typeof each?.secretName === 'string') return [use(namespace, each.secretName, each)];
    if (field === 'clientSecret' && typeof each?.name === 'string')
      return [use(namespace, each.name, { key: 'client-secret' })];
    return usesIn(each, namespace);
  });
}

interface Reference {
  readonly name?: string;
  readonly secretName?: string;
  readonly key?: string;
  readonly optional?: boolean;
}

function use(
  namespace: string | undefined,
  secret: string | undefined,
  { key, optional = false }: Reference,
): SecretUse {
  return { namespace, secret: secret!, key, optional };
}
