import { readDigestFiles, undoOf, writeDigestFiles } from './digest-files.ts';
import type { Evidence } from './evidence.ts';
import { gateFaults } from './gates.ts';
import type { Helm, ReleaseName } from './helm.ts';
import type { Helmfile } from './helmfile.ts';
import { type Images, sameImage, shortImage } from './image-reference.ts';
import { type Ledger, lastGood, type ReleaseRecord } from './ledger.ts';
import type { Progress } from './progress.ts';
import type { Registry } from './registry.ts';
import { findStuck, mend } from './stuck.ts';
import { findTouched, type Touched } from './touched.ts';

/** What is wrong after a roll-out, one line each. */
export type Smoke = (images: Images) => Promise<string[]>;

/** How images get to a lane. */
export interface Delivery {
  readonly helmfile: Helmfile;
  readonly helm: Helm;
  readonly ledger: Ledger;
  readonly registry: Registry;
  readonly evidence: Evidence;
  readonly smoke: Smoke;
  readonly progress: Progress;
  /** The folder of the lane's digest files. */
  readonly digests: string;
  readonly now: () => Date;
  /** Aborting it takes the release back. */
  readonly signal: AbortSignal;
}

export interface Delivered {
  readonly kind: ReleaseRecord['kind'];
  /** What is brought; deployables that are not among them stay as they are. */
  readonly images: Images;
  /** Of the checkout, for the record. */
  readonly commit: string;
  /** As for the gates. */
  readonly revisions?: ReadonlyMap<string, string> | undefined;
  /** The digest files as they were before the images were built; as they are now, unless given. */
  readonly filesBefore?: Images | undefined;
  readonly sbom: boolean;
  readonly stuckAfterMs: number;
  /** Tells what would be done, and changes nothing. */
  readonly dryRun: boolean;
}

/** What a release came to. `undone` is false when there was nothing to go back to. */
export type DeliveryResult =
  | { readonly outcome: 'succeeded'; readonly changed: readonly string[] }
  | { readonly outcome: 'dry run'; readonly changed: readonly string[] }
  | { readonly outcome: 'refused'; readonly faults: readonly string[] }
  | { readonly outcome: 'rolled back' | 'failed'; readonly reason: string; readonly evidence: string };

/**
 * Brings images to a lane: gates, digest files, roll-out of what changes, smoke. When roll-out or smoke fail, or the signal
 * is aborted, every release that was touched goes back to the revision before, and so do the digest files.
 * @throws Error only before anything was changed
 */
export async function deliver(delivery: Delivery, delivered: Delivered): Promise<DeliveryResult> {
  const { helmfile, helm, ledger, registry, progress, digests, now, signal } = delivery;
  const { images, commit, kind, dryRun } = delivered;

  const faults = await progress.step('checking the gates', () =>
    gateFaults(images, {
      registry,
      sbom: delivered.sbom,
      revisions: delivered.revisions,
    }),
  );
  if (faults.length > 0) return { outcome: 'refused', faults };
  signal.throwIfAborted();

  const filesBefore = delivered.filesBefore ?? (await readDigestFiles(digests));
  for (const [name, image] of images) {
    if (sameImage(filesBefore.get(name), image)) continue;
    progress.note(`${name}: ${shortImage(filesBefore.get(name))} -> ${shortImage(image)}`);
  }
  await writeDigestFiles(digests, images);
  const restoreFiles = () => writeDigestFiles(digests, undoOf(images, filesBefore));

  let touched: Touched[];
  try {
    const records = await ledger.read();
    const interrupted = records.at(-1)?.outcome === 'running';
    const apps = await helmfile.apps();
    if (!dryRun) await mendStuck(delivery, apps, interrupted ? 0 : delivered.stuckAfterMs);
    const goBackTo = interrupted ? lastGood(records)?.images : undefined;
    touched = await progress.step('comparing with what runs', () =>
      findTouched({ helm, helmfile, apps, images, ...(goBackTo && { goBackTo }) }),
    );
    signal.throwIfAborted();
  } catch (error) {
    await restoreFiles();
    throw error;
  }
  const changed = touched.filter(({ changes }) => changes).map(({ release }) => release.name);
  progress.note(changed.length > 0 ? `to be rolled out: ${changed.join(', ')}` : 'nothing has to be rolled out');
  if (dryRun) {
    await restoreFiles();
    return { outcome: 'dry run', changed };
  }

  const startedAt = now().toISOString();
  const record = (outcome: ReleaseRecord['outcome'], more: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
    id: startedAt.replace(/[-:]/g, '').replace('T', '-').slice(0, 15),
    kind,
    commit,
    startedAt,
    outcome,
    images: {},
    ...more,
  });
  await ledger.write(record('running'));
  let reason: string;
  try {
    await progress.step('rolling out', () => helmfile.sync(changed, { signal, onLine: tellRelease(progress) }));
    const all = await readDigestFiles(digests);
    const failures = await progress.step('smoke', () => delivery.smoke(all));
    signal.throwIfAborted();
    if (failures.length === 0) {
      await ledger.write(record('succeeded', { finishedAt: now().toISOString(), images: Object.fromEntries(all) }));
      return { outcome: 'succeeded', changed };
    }
    reason = `smoke: ${failures.join('\n       ')}`;
  } catch (error) {
    reason = signal.aborted ? 'it was cancelled' : (error as Error).message;
  }
  progress.note(`the release has failed: ${reason}`);
  const evidence = await progress.step('keeping the evidence', () =>
    delivery.evidence.keep(record('failed').id, { reason, releases: touched.map(({ release }) => release) }),
  );
  const undone = await progress.step('going back', async () => {
    await restoreFiles();
    return goBack(delivery, touched);
  });
  const outcome = undone.length === 0 ? 'rolled back' : 'failed';
  const told = [reason, ...undone].join('\n');
  await ledger.write(record(outcome, { finishedAt: now().toISOString(), reason: told.slice(0, 2000) }));
  return { outcome, reason: told, evidence };
}

async function mendStuck(
  { helm, progress, now }: Delivery,
  apps: readonly ReleaseName[],
  olderThanMs: number,
): Promise<void> {
  const namespaces = new Set(apps.map(({ namespace }) => namespace));
  for (const stuck of await findStuck(helm, namespaces, { olderThanMs, now: now() })) {
    const how = stuck.revision === undefined ? 'is removed' : `goes back to revision ${stuck.revision}`;
    await progress.step(`${stuck.name} is stuck in ${stuck.status} and ${how}`, () => mend(helm, stuck));
  }
}

/** @returns what could not be brought back, in words */
async function goBack(delivery: Delivery, touched: readonly Touched[]): Promise<string[]> {
  const { helm } = delivery;
  const left: string[] = [];
  for (const { release, revision } of touched) {
    if (revision === undefined) {
      left.push(`${release.name} ran nothing before, so there is nothing to go back to`);
      continue;
    }
    await helm.rollback(release, revision).catch((error: Error) => left.push(`${release.name}: ${error.message}`));
  }
  return left;
}

/** Of what helmfile says, the lines about releases. */
function tellRelease(progress: Progress): (line: string) => void {
  return (line) => {
    if (/^(Upgrading release=|Release "|UPDATED RELEASES|Error)/.test(line)) progress.note(`  ${line}`);
  };
}
