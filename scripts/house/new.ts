import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readArguments } from '../read-arguments.ts';
import { newOperator } from './scaffold/new-operator.ts';
import { newRpc } from './scaffold/new-rpc.ts';
import { newService } from './scaffold/new-service.ts';
import { ScaffoldError } from './scaffold/templates.ts';
import { root } from './workspace.ts';

/** `pnpm new`: writes what is new in the house's own form, with tests that pass at once. Never overwrites a file. */
const usage = `Usage: pnpm new service <name> [--aggregate <name>]
       pnpm new rpc <Service>.<Rpc> [--event <Name>] [--aggregate <name>]
       pnpm new operator <Kind>

  service   a service with one aggregate, an RPC that creates it, one that reads it, contracts and tests
  rpc       an RPC of a service: contract, handler, use case and tests; with --event a command that records it, with
            its event, projection and codec; without, a query
  operator  an operator of a workload: kind, what there should be, status, main and tests

  --aggregate <name>   what it is about, such as order; derived from the name unless given
  --event <Name>       what the RPC records, such as OrderRenamed`;
const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: { aggregate: { type: 'string' }, event: { type: 'string' } },
});

function run(...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new ScaffoldError(`${args[0]} failed, see above.`);
}

/** What follows from contracts and packages is written anew, and everything has the house's format. */
function finish(paths: readonly string[]): void {
  run('scripts/proto/generate.ts');
  run('scripts/house/generate.ts');
  run('scripts/charts/generate.ts');
  const code = paths.filter((path) => /\.(ts|json|md)$/.test(path));
  run(join(root, 'node_modules/@biomejs/biome/bin/biome'), 'check', '--write', ...code);
  console.log(paths.map((path) => `  ${path}`).join('\n'));
}

const [what, name, ...rest] = positionals;
if (name === undefined || rest.length > 0 || !['service', 'rpc', 'operator'].includes(what!)) {
  console.error(usage);
  process.exit(2);
}
try {
  if (what === 'service') {
    finish(await newService(root, { service: name, aggregate: values.aggregate }));
    console.log(`
Next
  pnpm test 'services/${name}/**/*.test.ts'   passes already
  services/${name}/README.md                  say what the service is for
  pnpm new rpc …                              one RPC after the other, see docs/how-to/add-an-rpc.md
  services/platform/src                       have it run on laptops, see docs/how-to/add-a-service.md`);
  } else if (what === 'operator') {
    finish(await newOperator(root, name));
    console.log(`
Next
  pnpm generate:manifests   writes its CRD, its reference, its rights and its Deployment
  pnpm test 'operators/${name.toLowerCase()}/**/*.test.ts'   passes already
  docs/how-to/add-an-operator.md   goes through what is left`);
  } else {
    const paths = await newRpc(root, { name, event: values.event, aggregate: values.aggregate });
    finish(paths);
    const service = paths.find((path) => path.startsWith('services/'))!.split('/')[1];
    console.log(`
Next
  pnpm test 'services/${service}/**/*.test.ts'   passes already
  the contract                          give the request its fields, with rules, and say what the RPC does
  domain/*/decide.ts, evolve.ts         decide with them; docs/how-to/add-an-rpc.md goes through it`);
  }
} catch (error) {
  if (!(error instanceof ScaffoldError)) throw error;
  console.error(error.message);
  process.exit(1);
}
