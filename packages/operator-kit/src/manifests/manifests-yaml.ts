import { stringify } from 'yaml';
import type { KubeObject } from '../api/kube-object.ts';

/** Objects as one YAML file, for `kubectl apply -f`. @param note the comment at its top */
export function manifestsYaml(objects: readonly KubeObject[], note: string): string {
  const documents = objects.map((object) => stringify(object, { lineWidth: 120, aliasDuplicateObjects: false }));
  return `# ${note}\n${documents.join('---\n')}`;
}
