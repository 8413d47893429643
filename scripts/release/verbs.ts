import { join } from 'node:path';
import { REGISTRY } from '../cluster/addresses.ts';
import { readDeployables } from '../images/deployables.ts';
import { buildAndPush, readSources, type Source, tagOf } from './build.ts';
import { commitDigests } from './commit-digests.ts';
import { type Delivery, type DeliveryResult, deliver } from './deliver.ts';
import { readDigestFiles } from './digest-files.ts';
import { createEvidence } from './evidence.ts';
import { createHelm } from './helm.ts';
import { createHelmfile } from './helmfile.ts';
import type { ImageReference, Images } from './image-reference.ts';
import { type Lane, readLane } from './lane.ts';
import { authorityOf, expectPlatform, smokeEnvironment } from './laptop.ts';
import { holdLane } from './lease.ts';
import { applicationsOf, createLedger, releaseToGoBackTo } from './ledger.ts';
import { runProgram } from './program.ts';
import { createProgress, type Progress } from './progress.ts';
import { createRegistry, type Registry } from './registry.ts';
import { createRegistryAccess } from './registry-access.ts';
import { smokeLane, wrongOnes } from './smoke/smoke.ts';
import { findTool, lookForTool } from './tools.ts';

export interface ReleaseOptions {
  readonly lane: string | undefined;
  readonly only: readonly string[];
  readonly registry: string | undefined;
  readonly via: string | undefined;
  readonly dryRun: boolean;
  readonly to: string | undefined;
  readonly commit: boolean;
  readonly url: string | undefined;
  readonly stuckAfterMs: number;
  readonly sbom: boolean;
  readonly signal: AbortSignal;
}

const root = join(import.meta.dirname, '../..');
/** Endpoints, routes and certificates follow a roll-out a little later. */
const PATIENCE_MS = 120_000;

/** `pnpm release`. @returns the exit code */
export async function release(options: ReleaseOptions): Promise<number> {
  const { signal } = options;
  const place = await prepare(options);
  const { lane, progress, registry } = place;
  const target = options.registry ?? (lane.name === 'local' ? REGISTRY : undefined);
  if (!target) throw new Error('Say where images are pushed: --registry, or AMEIDE_REGISTRY.');
  const sources = await readSources(options.only, { root, signal });
  const modified = sources.filter((source) => source.modified).map(({ name }) => name);
  if (modified.length > 0 && lane.name !== 'local') {
    throw new Error(`No commit has what ${modified.join(', ')} would be built from: commit your changes first.`);
  }
  return place.holding(async () => {
    const filesBefore = await readDigestFiles(lane.digests);
    const images = await resolve(sources, target, registry);
    // An image that is there under its commit was built from it; the one of a changed checkout may be an older one.
    const unbuilt = sources.filter(({ name, modified }) => modified || !images.has(name)).map(({ name }) => name);
    if (options.dryRun && unbuilt.length > 0) progress.note(`would be built and pushed: ${unbuilt.join(', ')}`);
    if (!options.dryRun && unbuilt.length > 0) {
      const onLine = (line: string) => progress.note(`  ${line.trim()}`);
      await progress.step(`building and pushing ${unbuilt.join(', ')}`, () =>
        buildAndPush(unbuilt, target, { root, signal, onLine, env: registryEnvironment(options) }),
      );
      const built = await resolve(sources, target, registry);
      for (const name of unbuilt) {
        const image = built.get(name);
        if (!image) throw new Error(`${name} was pushed, and the registry ${target} does not have it.`);
        images.set(name, image);
      }
    }
    const revisions = new Map(sources.filter((each) => !each.modified).map(({ name, commit }) => [name, commit]));
    const commit = await headCommit();
    const result = await deliver(place.delivery, {
      kind: 'release',
      images,
      commit,
      revisions,
      filesBefore,
      sbom: asksForSbom(options),
      stuckAfterMs: options.stuckAfterMs,
      dryRun: options.dryRun,
    });
    if (options.commit && result.outcome === 'succeeded') {
      await progress.step('committing the digests', () => commitDigests({ root, lane, names: [...images.keys()] }));
    }
    return tell(result, progress);
  });
}

/** `pnpm release rollback`. @returns the exit code */
export async function rollback(options: ReleaseOptions): Promise<number> {
  const place = await prepare(options);
  return place.holding(async () => {
    const record = releaseToGoBackTo(await place.delivery.ledger.read(), options.to);
    place.progress.note(`going back to ${record.id}, of ${record.startedAt}, commit ${record.commit.slice(0, 12)}`);
    const images: Images = new Map(Object.entries(record.images));
    const result = await deliver(place.delivery, {
      kind: 'rollback',
      images,
      commit: record.commit,
      sbom: asksForSbom(options),
      stuckAfterMs: options.stuckAfterMs,
      dryRun: options.dryRun,
    });
    if (options.commit && result.outcome === 'succeeded') {
      await commitDigests({ root, lane: place.lane, names: [...images.keys()] });
    }
    return tell(result, place.progress);
  });
}

/** `pnpm release history`. @returns the exit code */
export async function showHistory({ lane: name }: ReleaseOptions): Promise<number> {
  const { namespace } = await readLane(root, name!);
  const records = await createLedger({ kubectl: await findTool('kubectl'), namespace }).read();
  const deployables = (await readDeployables()).map((each) => each.name);
  for (const { id, kind, commit, outcome, images, reason } of records) {
    const what =
      outcome === 'succeeded'
        ? `${applicationsOf(images, deployables).length} applications`
        : (reason ?? '').split('\n')[0];
    console.log(`${id}  ${kind.padEnd(8)}  ${commit.slice(0, 12)}  ${outcome.padEnd(11)}  ${what}`);
  }
  if (records.length === 0) console.log(`${namespace} remembers no release.`);
  return 0;
}

/** `pnpm release smoke`. @returns the exit code */
export async function smoke(options: ReleaseOptions): Promise<number> {
  const lane = options.lane === undefined ? undefined : await readLane(root, options.lane);
  const kubectl = lane && (await lookForTool('kubectl'));
  if (lane?.name === 'local' && kubectl) await expectPlatform(kubectl, lane.namespace);
  const cluster =
    lane && kubectl
      ? {
          kubectl,
          apps: await (await prepare(options)).delivery.helmfile.apps(),
          images: await readDigestFiles(lane.digests),
        }
      : undefined;
  const results = await smokeLane({
    ...(await seenFrom(options, lane, kubectl ?? undefined)),
    ...(cluster && { cluster }),
    patienceMs: 0,
    say: console.log,
  });
  const wrong = wrongOnes(results);
  console.log(wrong.length === 0 ? '\nAll is well.' : `\n${wrong.length} of ${results.length} are wrong.`);
  return wrong.length === 0 ? 0 : 1;
}

interface Place {
  readonly lane: Lane;
  readonly registry: Registry;
  readonly progress: Progress;
  readonly delivery: Delivery;
  /** Does work while nobody else may change the lane. A dry run changes nothing, so it needs no hold. */
  holding(work: () => Promise<number>): Promise<number>;
}

async function prepare(options: ReleaseOptions): Promise<Place> {
  const lane = await readLane(root, options.lane!);
  const [kubectl, helmProgram, helmfileProgram] = await Promise.all([
    findTool('kubectl'),
    findTool('helm'),
    findTool('helmfile'),
  ]);
  const progress = createProgress(console.log);
  const via = registryEnvironment(options).AMEIDE_REGISTRY_VIA;
  const named = options.registry ?? REGISTRY;
  const registry = createRegistry(createRegistryAccess(via ? [{ registry: named, address: via }] : []));
  const helm = createHelm({ helm: helmProgram });
  const file = join(root, 'gitops/helmfile.yaml.gotmpl');
  const helmfile = createHelmfile({ helmfile: helmfileProgram, helm: helmProgram, file, lane: lane.name });
  const { namespace } = lane;
  const delivery: Delivery = {
    helmfile,
    helm,
    registry,
    progress,
    ledger: createLedger({ kubectl, namespace }),
    evidence: createEvidence({ kubectl, helm, folder: join(root, '.local/releases') }),
    smoke: async (images) => {
      const results = await smokeLane({
        ...(await seenFrom(options, lane, kubectl)),
        cluster: { kubectl, apps: await helmfile.apps(), images },
        patienceMs: PATIENCE_MS,
        say: (line) => progress.note(`  ${line}`),
      });
      return wrongOnes(results);
    },
    digests: lane.digests,
    now: () => new Date(),
    signal: options.signal,
  };
  return {
    lane,
    registry,
    progress,
    delivery,
    async holding(work) {
      const letGo = options.dryRun ? async () => {} : await holdLane({ kubectl, namespace });
      try {
        return await work();
      } finally {
        await letGo();
      }
    },
  };
}

/** From where, and as whom, a lane is looked at. */
async function seenFrom({ url, signal }: ReleaseOptions, lane: Lane | undefined, kubectl: string | undefined) {
  const laptop = lane?.name === 'local' ? kubectl : undefined;
  return {
    root,
    lane,
    url,
    signal,
    ca: await authorityOf(laptop, lane?.namespace),
    environment: await smokeEnvironment(laptop),
    connectTo: process.env.SMOKE_CONNECT_TO,
  };
}

/** What the registry has of these sources. */
async function resolve(
  sources: readonly Source[],
  target: string,
  registry: Registry,
): Promise<Map<string, ImageReference>> {
  const images = new Map<string, ImageReference>();
  for (const source of sources) {
    const graph = `${target}/ameide/${source.name}`;
    const digest = await registry.resolve(graph, tagOf(source));
    if (digest) images.set(source.name, { graph, digest });
  }
  return images;
}

function tell(result: DeliveryResult, { note }: Progress): number {
  if (result.outcome === 'refused') {
    console.error(`\nRefused by the gates, and nothing has changed:\n  ${result.faults.join('\n  ')}`);
    return 1;
  }
  if (result.outcome === 'succeeded' || result.outcome === 'dry run') {
    note(result.outcome === 'dry run' ? 'a dry run: nothing has changed' : 'released');
    return 0;
  }
  const end =
    result.outcome === 'rolled back' ? 'Everything is as it was before.' : 'NOT everything is as it was before.';
  console.error(`\n${end}\n  ${result.reason}\n  Evidence: ${result.evidence}`);
  return 1;
}

function registryEnvironment({ registry, via }: ReleaseOptions): { readonly AMEIDE_REGISTRY_VIA?: string } {
  const local = registry === undefined || registry === REGISTRY;
  const address = via ?? (local ? REGISTRY.replace('ameide-reg', 'localhost') : undefined);
  return address === undefined ? {} : { AMEIDE_REGISTRY_VIA: address };
}

/** What runs on a laptop only goes to nobody. */
function asksForSbom({ sbom, lane }: ReleaseOptions): boolean {
  return sbom && lane !== 'local';
}

async function headCommit(): Promise<string> {
  return (await runProgram('git', ['rev-parse', 'HEAD'], { cwd: root })).trim();
}
