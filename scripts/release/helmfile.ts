import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReleaseName } from './helm.ts';
import { type ProgramOptions, runProgram } from './program.ts';

/** What `gitops/` says about the deployables of one lane. */
export interface Helmfile {
  /** The releases of the tier of applications. */
  apps(): Promise<ReleaseName[]>;
  /** The objects that each of these releases would make, as YAML, by its name. */
  render(names: readonly string[]): Promise<Map<string, string>>;
  /** Makes these releases so, and waits for them as the helmfile says. */
  sync(names: readonly string[], options: Pick<ProgramOptions, 'signal' | 'onLine'>): Promise<void>;
}

export interface HelmfileOptions extends ProgramOptions {
  /** The program, and the Helm that it uses. */
  readonly helmfile: string;
  readonly helm: string;
  /** `gitops/helmfile.yaml.gotmpl`. */
  readonly file: string;
  readonly lane: string;
}

const APPS = ['--selector', 'tier=apps'];

/** Previews share one environment, which is told the number. */
function environmentOf(lane: string): string[] {
  if (!lane.startsWith('preview-')) return ['--environment', lane];
  return ['--environment', 'preview', '--state-values-set', `lane=${lane}`];
}

export function createHelmfile({ helmfile, helm, file, lane, ...options }: HelmfileOptions): Helmfile {
  const run = (args: readonly string[], more: ProgramOptions = {}) =>
    runProgram(helmfile, ['--helm-binary', helm, '--file', file, ...environmentOf(lane), ...args], {
      ...options,
      ...more,
    });
  const selected = (names: readonly string[]) => names.flatMap((name) => ['--selector', `tier=apps,name=${name}`]);
  return {
    async apps() {
      const listed = JSON.parse(await run([...APPS, 'list', '--output', 'json'])) as (ReleaseName & {
        installed: boolean;
      })[];
      return listed.filter(({ installed }) => installed).map(({ name, namespace }) => ({ name, namespace }));
    },
    async render(names) {
      // Without a selector it would be everything.
      if (names.length === 0) return new Map();
      const folder = await mkdtemp(join(tmpdir(), 'ameide-render-'));
      try {
        const template = '{{ .OutputDir }}/{{ .Release.Name }}';
        await run([...selected(names), 'template', '--output-dir', folder, '--output-dir-template', template]);
        const rendered = await Promise.all(
          names.map(async (name) => [name, await readFolder(join(folder, name))] as const),
        );
        return new Map(rendered);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async sync(names, how) {
      if (names.length > 0) await run([...selected(names), 'sync'], how);
    },
  };
}

async function readFolder(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const texts = files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8'));
  return (await Promise.all(texts)).join('\n---\n');
}
