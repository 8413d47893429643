import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { type Manifest, manifestsOf, root } from '../gitops/helmfile.ts';

/** For a suite's `skip`: why charts cannot be rendered here, or false when they can. */
export function helmSkipReason(): string | false {
  return process.env.HELM ? false : 'HELM is not set; "pnpm components helm" gets it and "pnpm test" passes it on';
}

export type Values = Readonly<Record<string, unknown>>;

/** Runs helm in the root of the checkout. @throws Error with what it said */
export async function helm(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const run = promisify(execFile)(process.env.HELM!, args, {
    cwd: root,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return (await run).stdout;
}

/** What `helm template` prints of a chart; the last values win. */
export function template(chart: string, ...layers: readonly Values[]): Promise<string> {
  return helm(['template', chart, `charts/${chart}`, '--namespace=ameide-dev', ...valueArgs(layers)]);
}

/** Objects of a chart, those of hooks among them. */
export async function render(chart: string, ...layers: readonly Values[]): Promise<Manifest[]> {
  return manifestsOf(await template(chart, ...layers));
}

/** Values as arguments: each key of each layer by itself, so that they are merged as files would be. */
export function valueArgs(layers: readonly Values[]): string[] {
  return layers.flatMap((layer) =>
    Object.entries(layer).map(([key, value]) => `--set-json=${key}=${JSON.stringify(value)}`),
  );
}

export const yamlOf = (value: object): string => stringify(value);

/** @param content stands for what is in the image */
export function imageOf(name: string, content = name): { readonly image: { graph: string; digest: string } } {
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  return { image: { graph: `registry.example.com:5000/ameide/${name}`, digest } };
}

export function isHook({ metadata }: Manifest): boolean {
  return metadata.annotations?.['helm.sh/hook'] !== undefined;
}

export function keyOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

/** The one object of a kind and a name. @throws Error when there is none */
export function find<T = Record<string, never>>(
  manifests: readonly Manifest[],
  kind: string,
  name: string,
): Manifest & { spec: T } {
  const found = manifests.find((each) => each.kind === kind && each.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name} among ${manifests.map(keyOf).join(', ')}`);
  return found as Manifest & { spec: T };
}
