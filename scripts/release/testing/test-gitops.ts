import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A folder like `gitops/` with small charts: a Deployment each, of the image that the digest file names.
 * @returns the helmfile, and the folder of the lane's digest files
 */
export async function writeTestGitops(
  root: string,
  lane: string,
  names: readonly string[],
): Promise<{ readonly file: string; readonly digests: string }> {
  const chart = join(root, 'chart');
  await mkdir(join(chart, 'templates'), { recursive: true });
  await writeFile(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: app\nversion: 0.1.0\n');
  await writeFile(join(chart, 'templates/deployment.yaml'), DEPLOYMENT);
  const digests = join(root, 'environments', lane, 'digests');
  await mkdir(digests, { recursive: true });
  const releases = names.map(
    (name) => `  - name: ${name}
    namespace: ameide-${lane}
    chart: ./chart
    labels: {tier: apps}
    values: [environments/${lane}/digests/${name}.yaml]
`,
  );
  const file = join(root, 'helmfile.yaml.gotmpl');
  await writeFile(file, `environments:\n  ${lane}: {}\n---\nreleases:\n${releases.join('')}`);
  return { file, digests };
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels: {app.kubernetes.io/instance: {{ .Release.Name }}}
spec:
  selector:
    matchLabels: {app.kubernetes.io/instance: {{ .Release.Name }}}
  template:
    metadata:
      labels: {app.kubernetes.io/instance: {{ .Release.Name }}}
    spec:
      containers:
        - name: app
          image: "{{ required "image.graph is required" .Values.image.graph }}@{{ required "image.digest is required" .Values.image.digest }}"
`;
