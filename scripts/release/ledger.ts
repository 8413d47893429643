import { type ImageReference, sameImage } from './image-reference.ts';
import { type ProgramOptions, runProgram } from './program.ts';

export type Outcome = 'running' | 'succeeded' | 'rolled back' | 'failed';

/** One release of a lane, as the cluster remembers it. */
export interface ReleaseRecord {
  /** Names it for `pnpm release rollback --to`: the time when it began, `20261130-194542`. */
  readonly id: string;
  readonly kind: 'release' | 'rollback';
  readonly commit: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly outcome: Outcome;
  readonly reason?: string;
  /** Everything that the lane ran when it had succeeded, by deployable. */
  readonly images: Readonly<Record<string, ImageReference>>;
}

/** The releases of a lane, the newest last: one ConfigMap, so that whoever releases next knows what to go back to. */
export interface Ledger {
  read(): Promise<ReleaseRecord[]>;
  /** Adds a record, or replaces the one of the same id. */
  write(record: ReleaseRecord): Promise<void>;
}

export interface LedgerOptions extends ProgramOptions {
  readonly kubectl: string;
  readonly namespace: string;
}

const NAME = 'ameide-releases';
const KEPT = 50;

export function createLedger({ kubectl, namespace, ...options }: LedgerOptions): Ledger {
  const read = async () => {
    const args = ['get', 'configmap', NAME, '--namespace', namespace, '--ignore-not-found', '--output', 'json'];
    const text = await runProgram(kubectl, args, options);
    const data = text.trim() ? (JSON.parse(text) as { data?: Record<string, string> }).data : undefined;
    return JSON.parse(data?.['releases.json'] ?? '[]') as ReleaseRecord[];
  };
  return {
    read,
    async write(record) {
      const others = (await read()).filter(({ id }) => id !== record.id);
      const releases = [...others, record].slice(-KEPT);
      const configMap = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: NAME, namespace, labels: { 'app.kubernetes.io/managed-by': 'ameide-release' } },
        data: { 'releases.json': JSON.stringify(releases, null, 1) },
      };
      const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager', 'ameide-release', '-f', '-'];
      await runProgram(kubectl, apply, { ...options, input: JSON.stringify(configMap) });
    },
  };
}

/** What the newest release that succeeded left behind. */
export function lastGood(records: readonly ReleaseRecord[]): ReleaseRecord | undefined {
  return records.findLast(({ outcome }) => outcome === 'succeeded');
}

/** The release before the newest good one that ran something else, or the one named. @throws Error that says which there are */
export function releaseToGoBackTo(records: readonly ReleaseRecord[], to: string | undefined): ReleaseRecord {
  const good = records.filter(({ outcome }) => outcome === 'succeeded');
  const newest = lastGood(records);
  const found =
    to === undefined ? good.findLast((each) => !ranTheSame(each, newest)) : good.find(({ id }) => id === to);
  if (found) return found;
  const known = good.map(({ id, commit }) => `${id} (${commit.slice(0, 12)})`).join(', ') || 'none';
  throw new Error(`There is no release ${to ?? 'before this one'} to go back to. Those that succeeded: ${known}.`);
}

/** Of the images of a release those of applications; a laptop's lane has images of servers, too. */
export function applicationsOf(images: ReleaseRecord['images'], deployables: readonly string[]): string[] {
  return deployables.filter((name) => name in images);
}

function ranTheSame(one: ReleaseRecord, other: ReleaseRecord | undefined): boolean {
  const names = new Set([...Object.keys(one.images), ...Object.keys(other?.images ?? {})]);
  return [...names].every((name) => sameImage(one.images[name], other?.images[name]));
}
