import { readArguments } from '../read-arguments.ts';
import { laptopVariables } from './laptop-cluster.ts';
import { type ReleaseOptions, release, rollback, showHistory, smoke } from './verbs.ts';
import { workflowKubeconfig } from './workflow-identity.ts';

/** `pnpm release`: from a commit to a lane, and back. */
const usage = `Usage: pnpm release --lane <lane> [--only <name>]... [--registry <host>] [--dry-run]
       pnpm release rollback --lane <lane> [--to <id>] [--dry-run]
       pnpm release history --lane <lane>
       pnpm release smoke [--url <address>] [--lane <lane>]

Builds and pushes the images of this commit, checks the gates, writes their digests to gitops/environments/<lane>/digests, rolls out
what changes, and looks whether the lane is well. If it is not, everything goes back to the digests before, and the exit code is 1.
It can be interrupted at any moment: on Ctrl-C it goes back, and after a crash the next release does.

  rollback    brings back the digests of the release before, or of the one that --to names
  history     the releases that the lane remembers, with their ids
  smoke       only looks whether a lane is well; without --lane only from outside, by --url

  --lane <lane>           local, dev, staging, prod or preview-<n>
  --only <name>           only this deployable; may be repeated. All services and the operators unless told
  --registry <host>       where images are pushed, as nodes know it (AMEIDE_REGISTRY; ameide-reg:32000 for local)
  --via <host:port>       where this machine reaches it, if elsewhere (AMEIDE_REGISTRY_VIA; localhost:32000 for local)
  --dry-run               checks everything for images that are pushed already, says what would change, and changes nothing
  --to <id>               the release to go back to, from history
  --commit                commits the digest files of a release that succeeded and pushes them to the branch that is checked out
  --url <address>         the workspace as people reach it; unless told, from the values of the lane
  --stuck-after <seconds> a release of Helm that is pending for so long is mended first (600)
  --no-sbom               do not ask for a bill of materials in the registry

The smoke tells the story through the SDK when it can sign in: SMOKE_TOKEN, or SMOKE_CLIENT_ID and SMOKE_CLIENT_SECRET, or
SMOKE_USER and SMOKE_PASSWORD; in local by itself.
Exit codes: 0 all is well, 1 refused, failed or rolled back, 2 called wrongly, 130 cancelled and rolled back.`;

const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: {
    lane: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    registry: { type: 'string' },
    via: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    to: { type: 'string' },
    commit: { type: 'boolean', default: false },
    url: { type: 'string' },
    'stuck-after': { type: 'string', default: '600' },
    'no-sbom': { type: 'boolean', default: false },
  },
});
const [verb = 'release', ...rest] = positionals;
const verbs = { release, rollback, history: showHistory, smoke };
const stuckAfter = Number(values['stuck-after']);

const fault = faultOf();
if (fault !== undefined) {
  console.error(`${fault}\n\n${usage}`);
  process.exit(2);
}

if (values.url !== undefined && !/^https?:\/\/[^/]/.test(values.url)) {
  console.error(`--url is an address, as https://platform.ameide.io, not "${values.url}".`);
  process.exit(2);
}

const kubeconfig = await workflowKubeconfig(process.env);
// For every program that this one starts.
if (kubeconfig !== undefined) process.env.KUBECONFIG = kubeconfig;
if (values.lane === 'local') {
  try {
    Object.assign(process.env, await laptopVariables(process.env));
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

const cancelling = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (cancelling.signal.aborted) return;
    console.log(`${signal}: what has been changed goes back first; please wait`);
    cancelling.abort(new Error('cancelled'));
  });
}
const options: ReleaseOptions = {
  lane: values.lane,
  only: values.only,
  registry: values.registry ?? process.env.AMEIDE_REGISTRY,
  via: values.via ?? process.env.AMEIDE_REGISTRY_VIA,
  dryRun: values['dry-run'],
  to: values.to,
  commit: values.commit,
  url: values.url,
  stuckAfterMs: stuckAfter * 1000,
  sbom: !values['no-sbom'],
  signal: cancelling.signal,
};
try {
  process.exitCode = await verbs[verb as keyof typeof verbs](options);
} catch (error) {
  if (!cancelling.signal.aborted) console.error(`\n${(error as Error).message}`);
  process.exitCode = 1;
}
if (cancelling.signal.aborted) process.exitCode = 130;

function faultOf(): string | undefined {
  if (!(verb in verbs) || rest.length > 0) return `There is no "${positionals.join(' ')}".`;
  if (values.lane === undefined && !(verb === 'smoke' && values.url !== undefined)) {
    return verb === 'smoke' ? 'Say --url, or --lane, or both.' : 'Say which lane: --lane.';
  }
  if (values.lane !== undefined && !/^(local|dev|staging|prod|preview-[1-9]\d{0,3})$/.test(values.lane)) {
    return `There is no lane "${values.lane}".`;
  }
  if (values.to !== undefined && verb !== 'rollback') return '--to is for rollback.';
  if (!(stuckAfter >= 0)) return `--stuck-after is a number of seconds, not "${values['stuck-after']}".`;
  return undefined;
}
