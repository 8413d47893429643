import type { AnyOperator } from '../operator/definition.ts';
import { deploymentManifests, imagePlaceholder } from './deployment-manifests.ts';
import { manifestsYaml } from './manifests-yaml.ts';
import { rbacManifests } from './rbac-manifests.ts';

/** The files by which an operator is installed, by their names; `note` is the first line of each. */
export function operatorFiles(definition: AnyOperator, note: string): ReadonlyMap<string, string> {
  const kustomization = `# ${note}
# A kustomization that has this folder among its resources says which image it is:
#   images: [{ name: ${imagePlaceholder(definition)}, newName: …, digest: sha256:… }]
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [rbac.yaml, deployment.yaml]
`;
  return new Map([
    ['rbac.yaml', manifestsYaml(rbacManifests(definition), note)],
    ['deployment.yaml', manifestsYaml(deploymentManifests(definition), note)],
    ['kustomization.yaml', kustomization],
  ]);
}
