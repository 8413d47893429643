import { stringify } from 'yaml';
import type { KubeObject } from '../api/kube-object.ts';

/** Objects as one YAML file, for `kubectl apply -f`. @param notes lines of the comment at its top */
export function manifestsYaml(objects: readonly KubeObject[], ...notes: readonly string[]): string {
  const head = notes.map((note) => `# ${note}\n`).join('');
  const documents = objects.map((object) => stringify(object, { lineWidth: 120, aliasDuplicateObjects: false }));
  return head + documents.join('---\n');
}
