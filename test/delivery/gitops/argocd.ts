import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { type Manifest, manifestsOf, root } from './helmfile.ts';

interface Source {
  readonly path?: string;
  readonly helm?: { readonly releaseName: string; readonly valueFiles: readonly string[] };
}

interface ApplicationSpec {
  readonly sources: readonly Source[];
  readonly destination: { readonly namespace: string };
}

/** What Argo CD renders of one Application. */
export interface Rendering {
  /** Folder of the chart below the root. */
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  /** Paths below the root. */
  readonly values: readonly string[];
}

/** The objects of gitops/argocd for some lanes. */
export async function renderArgoCd(values: readonly string[]): Promise<Manifest[]> {
  const args = ['template', 'argocd', 'gitops/argocd', ...values.flatMap((value) => ['--set', value])];
  const { stdout } = await promisify(execFile)(process.env.HELM!, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return manifestsOf(stdout);
}

/** What the ApplicationSet `services-<lane>` makes of the digest file of a service. */
export function serviceRendering(sets: readonly Manifest[], lane: string, service: string): Rendering {
  const template = setNamed(sets, `services-${lane}`).template;
  const text = JSON.stringify(template.spec).replaceAll('{{ trimSuffix \\".yaml\\" .path.filename }}', service);
  return renderingOf(JSON.parse(text) as ApplicationSpec);
}

/** What the ApplicationSet `platform-<lane>` makes of each of its elements. */
export function platformRenderings(sets: readonly Manifest[], lane: string): Rendering[] {
  const { generators, template, templatePatch } = setNamed(sets, `platform-${lane}`);
  return generators[0]!.list!.elements.map((element) => {
    const files = element.files.map((file) => `\n              - $values/gitops/environments/${lane}/${file}`).join('');
    const patch = parse(
      fill(templatePatch!.replace(/\n\s*\{\{- range[\s\S]*?\{\{- end \}\}/, files), element),
    ) as Patch;
    const { destination } = JSON.parse(fill(JSON.stringify(template.spec), element)) as ApplicationSpec;
    return renderingOf({ destination, sources: patch.spec.sources });
  });
}

/** What `helm template` prints, with the digests of another folder than the lane's. */
export async function helmTemplate({ chart, release, namespace, values }: Rendering, digests: string): Promise<string> {
  const files = values.map((file) => file.replace(/^gitops\/environments\/[^/]+\/digests/, digests));
  const args = ['template', release, join(root, chart), '--namespace', namespace];
  const { stdout } = await promisify(execFile)(
    process.env.HELM!,
    [...args, ...files.flatMap((file) => ['--values', file])],
    {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return stdout;
}

interface ElementOfList extends Readonly<Record<string, string | readonly string[]>> {
  readonly files: readonly string[];
}

interface Patch {
  readonly spec: { readonly sources: readonly Source[] };
}

interface ApplicationSetSpec {
  readonly generators: readonly { readonly list?: { readonly elements: readonly ElementOfList[] } }[];
  readonly template: { readonly spec: object };
  readonly templatePatch?: string;
}

function setNamed(sets: readonly Manifest[], name: string): ApplicationSetSpec {
  const set = sets.find(({ kind, metadata }) => kind === 'ApplicationSet' && metadata.name === name);
  return set!.spec as ApplicationSetSpec;
}

function fill(text: string, element: ElementOfList): string {
  return text.replaceAll(/\{\{ \.(\w+) \}\}/g, (_, name: string) => String(element[name]));
}

function renderingOf({ sources, destination }: ApplicationSpec): Rendering {
  const [chart] = sources;
  return {
    chart: chart!.path!,
    release: chart!.helm!.releaseName,
    namespace: destination.namespace,
    values: chart!.helm!.valueFiles.map((file) => file.replace('$values/', '')),
  };
}
