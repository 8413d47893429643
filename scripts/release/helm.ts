import type { ImageReference } from './image-reference.ts';
import { type ProgramError, type ProgramOptions, runProgram } from './program.ts';

/** Where Helm keeps a release. */
export interface ReleaseName {
  readonly name: string;
  readonly namespace: string;
}

export interface HelmRelease extends ReleaseName {
  /** `deployed`, `failed`, `pending-install`, `pending-upgrade`, `pending-rollback`, `uninstalling`, … */
  readonly status: string;
  readonly updated: string;
}

/** One revision of a release. */
export interface Revision {
  readonly revision: number;
  readonly status: string;
}

/** What Helm knows about releases. */
export interface Helm {
  list(namespace: string): Promise<HelmRelease[]>;
  /** The oldest first; none when there is no such release. */
  history(release: ReleaseName): Promise<Revision[]>;
  /** The image that a revision's values name. */
  image(release: ReleaseName, revision: number): Promise<ImageReference | undefined>;
  /** Every object that a revision made, hooks too, as YAML. */
  manifest(release: ReleaseName, revision: number): Promise<string>;
  rollback(release: ReleaseName, revision: number): Promise<void>;
  uninstall(release: ReleaseName): Promise<void>;
  /** Status and history, for people. */
  describe(release: ReleaseName): Promise<string>;
}

export interface HelmOptions extends ProgramOptions {
  /** The program. */
  readonly helm: string;
  /** How long a rollback may take, as Helm reads it. */
  readonly timeout?: string;
  /** Whether a rollback waits until what it brings back is ready. */
  readonly wait?: boolean;
}

export function createHelm({ helm, timeout = '5m', wait = true, ...options }: HelmOptions): Helm {
  const run = ({ namespace }: Pick<ReleaseName, 'namespace'>, ...args: string[]) =>
    runProgram(helm, [...args, '--namespace', namespace], options);
  const waiting = [...(wait ? ['--wait'] : []), '--timeout', timeout];
  return {
    async list(namespace) {
      return JSON.parse(await run({ namespace }, 'list', '--max', '0', '--output', 'json')) as HelmRelease[];
    },
    async history(release) {
      const history = run(release, 'history', release.name, '--output', 'json');
      const text = await history.catch((error: Error) => {
        if (/release: not found/.test(error.message)) return '[]';
        throw error;
      });
      return JSON.parse(text) as Revision[];
    },
    async image(release, revision) {
      const args = ['--revision', String(revision), '--output', 'json'];
      const text = await run(release, 'get', 'values', release.name, ...args);
      return (JSON.parse(text) as { image?: ImageReference } | null)?.image;
    },
    async manifest(release, revision) {
      const which = [release.name, '--revision', String(revision)];
      return `${await run(release, 'get', 'manifest', ...which)}\n---\n${await run(release, 'get', 'hooks', ...which)}`;
    },
    async rollback(release, revision) {
      await run(release, 'rollback', release.name, String(revision), ...waiting);
    },
    async uninstall(release) {
      await run(release, 'uninstall', release.name, ...waiting);
    },
    async describe(release) {
      const parts = [run(release, 'status', release.name), run(release, 'history', release.name)];
      const told = await Promise.all(parts.map((part) => part.catch((error: ProgramError) => error.message)));
      return told.join('\n');
    },
  };
}

/** The newest revision that was once whole. */
export function lastWhole(history: readonly Revision[]): Revision | undefined {
  return history.findLast(isWhole);
}

export function isWhole({ status }: Revision): boolean {
  return status === 'deployed' || status === 'superseded';
}
