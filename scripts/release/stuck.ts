import { type Helm, type HelmRelease, lastWhole, type ReleaseName } from './helm.ts';

/** A release that Helm refuses to touch, because something that no longer runs had begun to change it. */
export interface Stuck extends ReleaseName {
  readonly status: string;
  /** The revision to go back to; absent when nothing was ever whole, and the release is removed instead. */
  readonly revision?: number;
}

export interface StuckOptions {
  /** Younger ones may still be at work elsewhere, in ms. */
  readonly olderThanMs: number;
  readonly now: Date;
}

/** @throws Error when one is too young to be touched */
export async function findStuck(
  helm: Helm,
  namespaces: Iterable<string>,
  { olderThanMs, now }: StuckOptions,
): Promise<Stuck[]> {
  const stuck: Stuck[] = [];
  const listed = await Promise.all([...namespaces].map((namespace) => helm.list(namespace)));
  for (const release of listed.flat()) {
    if (!release.status.startsWith('pending-')) continue;
    const age = now.getTime() - updatedAt(release).getTime();
    if (age < olderThanMs) {
      const seconds = Math.round(age / 1000);
      throw new Error(
        `${release.name} is in ${release.status} since ${seconds} s, so somebody may be at work on it. Wait, or say --stuck-after 0.`,
      );
    }
    const { name, namespace, status } = release;
    const revision = lastWhole(await helm.history(release))?.revision;
    stuck.push({ name, namespace, status, ...(revision !== undefined && { revision }) });
  }
  return stuck;
}

export async function mend(helm: Helm, stuck: Stuck): Promise<void> {
  if (stuck.revision === undefined) await helm.uninstall(stuck);
  else await helm.rollback(stuck, stuck.revision);
}

/** Helm writes the time as Go does: `2026-11-30 19:45:45.123456789 +0000 UTC`. */
function updatedAt({ updated }: HelmRelease): Date {
  const [day, time, zone] = updated.split(' ');
  return new Date(`${day}T${(time ?? '').slice(0, 12)}${zone?.replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
}
