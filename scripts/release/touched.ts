import { saysTheSame } from './changes.ts';
import { type Helm, isWhole, lastWhole, type ReleaseName, type Revision } from './helm.ts';
import type { Helmfile } from './helmfile.ts';
import { type ImageReference, type Images, sameImage } from './image-reference.ts';

/** A release that a delivery changes, or that one before it has changed and did not come to an end. */
export interface Touched {
  readonly release: ReleaseName;
  /** To go back to; undefined when nothing ever ran. */
  readonly revision: number | undefined;
  /** Whether this delivery changes it. */
  readonly changes: boolean;
}

export interface TouchedOptions {
  readonly helm: Helm;
  readonly helmfile: Helmfile;
  /** All applications of the lane. */
  readonly apps: readonly ReleaseName[];
  /** What is delivered. */
  readonly images: Images;
  /** What the lane ran before a delivery that was interrupted; absent when none was. */
  readonly goBackTo?: Readonly<Record<string, ImageReference>>;
}

/** @throws Error when the helmfile has no such application */
export async function findTouched(options: TouchedOptions): Promise<Touched[]> {
  const { helm, helmfile, apps, images, goBackTo } = options;
  const released = apps.filter(({ name }) => images.has(name) || goBackTo?.[name] !== undefined);
  const missing = [...images.keys()].filter((name) => !released.some((release) => release.name === name));
  if (missing.length > 0) throw new Error(`The helmfile has no application ${missing.join(', ')} in this lane.`);
  const rendered = await helmfile.render([...images.keys()]);
  const touched: Touched[] = [];
  for (const release of released) {
    const history = await helm.history(release);
    const runs = history.at(-1);
    const same =
      runs?.status === 'deployed' &&
      saysTheSame(await helm.manifest(release, runs.revision), rendered.get(release.name) ?? '');
    const goal = goBackTo?.[release.name];
    const whole = goal ? await revisionOf(helm, release, history, goal) : lastWhole(history);
    const changes = images.has(release.name) && !same;
    const halfway = goal !== undefined && whole !== undefined && whole.revision !== runs?.revision;
    if (changes || halfway) touched.push({ release, revision: whole?.revision, changes });
  }
  return touched;
}

/** The newest whole revision that ran this image. */
async function revisionOf(
  helm: Helm,
  release: ReleaseName,
  history: readonly Revision[],
  goal: ImageReference,
): Promise<Revision | undefined> {
  for (const each of history.filter(isWhole).reverse()) {
    if (sameImage(await helm.image(release, each.revision), goal)) return each;
  }
  return undefined;
}
