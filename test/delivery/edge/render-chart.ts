import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { type Manifest, manifestsOf, root } from '../gitops/helmfile.ts';

/** What `helm template` makes of a chart of `charts/`. @throws Error with what Helm says */
export async function renderChart(
  chart: string,
  { namespace, values }: { readonly namespace: string; readonly values: object },
): Promise<Manifest[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-values-'));
  try {
    await writeFile(join(folder, 'values.yaml'), stringify(values));
    const args = ['template', chart, join(root, 'charts', chart), '--namespace', namespace];
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)(
      process.env.HELM!,
      [...args, '--values', join(folder, 'values.yaml')],
      options,
    );
    return manifestsOf(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The one object of a kind and name. @throws Error if there is none */
export function objectOf<T extends Manifest>(manifests: readonly Manifest[], kind: string, name: string): T {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return found as T;
}
