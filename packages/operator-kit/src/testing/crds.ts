import { until } from '@ameide/test-kit';
import { parseAllDocuments } from 'yaml';
import type { ClusterRequest } from './cluster-requests.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly name: string };
}

interface Crd {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/**
 * Applies every CustomResourceDefinition of these YAML texts as it is written, and resolves with their names when all
 * are served. Documents of other kinds are left out.
 * @throws ApiError when the server refuses one.
 */
export async function installCrds(
  cluster: { readonly request: ClusterRequest },
  yaml: readonly string[],
): Promise<string[]> {
  const manifests = yaml.flatMap((text) =>
    parseAllDocuments(text).map((document) => document.toJS() as Manifest | null),
  );
  const crds = manifests.filter((manifest) => manifest?.kind === 'CustomResourceDefinition');
  return Promise.all(
    crds.map(async (crd) => {
      const name = crd!.metadata!.name;
      await cluster.request('PATCH', `${CRDS}/${name}?fieldManager=test&force=true`, crd);
      await until(async () => isEstablished(await cluster.request<Crd>('GET', `${CRDS}/${name}`)));
      return name;
    }),
  );
}

function isEstablished(crd: Crd): boolean {
  return crd.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
}
