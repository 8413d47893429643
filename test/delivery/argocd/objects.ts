import { DEPLOYABLES, type Manifest } from '../gitops/helmfile.ts';
import type { Application } from './applications.ts';

/** Where services are. */
export const PRODUCT = 'ameide-local';
/** Where operators are. */
export const OPERATORS = 'ameide-system';
export const SERVICES = DEPLOYABLES.filter((name) => name !== 'operators');

/** Objects that an Application has made, hooks not among them. */
export function keysOf({ status }: Application): string[] {
  return (status?.resources ?? [])
    .filter(({ hook }) => !hook)
    .map(({ group, kind, namespace, name }) => [group, kind, namespace, name].filter(Boolean).join('/'))
    .sort();
}

/** Rendered objects, without what Helm runs before and after. */
export function withoutHooks(manifests: readonly Manifest[]): Manifest[] {
  return manifests.filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] === undefined);
}

export function groupOf({ apiVersion }: Manifest): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
}

export function keyOf(manifest: Manifest): string {
  const { namespace, name } = manifest.metadata;
  return [groupOf(manifest), manifest.kind, namespace, name].filter(Boolean).join('/');
}

/** As Argo CD applies it: in its namespace, and marked as its Application's, which it leaves out on what defines kinds. */
export function placed(manifest: Manifest): Manifest {
  const { metadata, kind } = manifest;
  const release = metadata.labels?.['app.kubernetes.io/instance'];
  const isService = SERVICES.includes(release ?? '');
  const namespace = metadata.namespace ?? (isService ? PRODUCT : undefined);
  const application = isService ? `local-${release}` : 'local-operators';
  const place = `${groupOf(manifest)}/${kind}:${namespace ?? OPERATORS}/${metadata.name}`;
  const mark = kind !== 'CustomResourceDefinition' && {
    'argocd.argoproj.io/tracking-id': `${application}:${place}`,
  };
  const annotations = { ...metadata.annotations, ...mark };
  return { ...manifest, metadata: { ...metadata, ...(namespace && { namespace }), annotations } };
}

/** Objects by their keys, without what moves by itself. */
export function compared(text: string): Record<string, object> {
  const { items } = JSON.parse(text) as { items: (Manifest & { status?: unknown })[] };
  const entries = items.map((item) => {
    const { status: _, ...object } = item;
    const {
      managedFields: __,
      resourceVersion: ___,
      ...metadata
    } = item.metadata as unknown as Record<string, unknown>;
    return [keyOf(item), { ...object, metadata }] as const;
  });
  return Object.fromEntries(entries);
}
