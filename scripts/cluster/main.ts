import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readArguments } from '../read-arguments.ts';
import { clusterFolder, clusterNames, DEFAULT_NAME, kubeconfigFile, readClusterState } from './cluster-state.ts';
import { down } from './down.ts';
import { installGateway } from './gateway.ts';
import { insideNode } from './inside.ts';
import { load } from './load.ts';
import { prune } from './prune.ts';
import { restart } from './restart.ts';
import { type ClusterStatus, status } from './status.ts';
import { up } from './up.ts';
import { forward } from './ways.ts';

/** `pnpm cluster`: a real Kubernetes of one node, on a Linux machine, as root. docs/how-to/run-a-cluster.md says more. */
const usage = `Usage: pnpm cluster <command> [--name <name>]

  up [--gateway]             starts it, or what is missing of it; with Envoy Gateway
  down                       ends it, and removes all that it has
  prune                      removes the images that clusters had in their registry, when none is there any more
  restart                    kills the node with everything on it, and starts it on what it had kept
  status [--json]            of this cluster, or of all without --name
  exec -- <command> …        runs a command in the node's namespaces; kubectl, helm and the node's own programs are on the PATH
  load <path> <repository>   gives it an image: a folder or an archive in the layout of the OCI; prints its name
  forward <port> <target>    a port of this machine leads to <namespace>/<service>:<port>, or to gateway/<namespace>/<gateway>:<port>
  kubeconfig [--path]        prints the administrator's kubeconfig, or the file that has it
  logs [<program>]           prints the log of a program of the node, or which there are

  --name <name>              which cluster ("${DEFAULT_NAME}"); several can be up at the same time
  --address <ip>             forward: listens there instead of on 127.0.0.1`;

const separator = process.argv.indexOf('--');
const command = separator < 0 ? [] : process.argv.splice(separator).slice(1);
const { values, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    gateway: { type: 'boolean' },
    json: { type: 'boolean' },
    path: { type: 'boolean' },
    address: { type: 'string' },
  },
});
const [verb, ...rest] = positionals;
const name = values.name ?? DEFAULT_NAME;

const verbs: Readonly<Record<string, () => Promise<void>>> = {
  async up() {
    await up({ name, say: console.log });
    if (values.gateway) {
      const start = performance.now();
      await installGateway(name);
      console.log(`Envoy Gateway is there (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    }
    console.log(`\n${describe(await status(name))}\n`);
    console.log(`export KUBECONFIG=${kubeconfigFile(name)}`);
  },
  async down() {
    const found = await down(name);
    console.log(found ? `the cluster "${name}" has ended, and nothing is left of it` : await noCluster());
  },
  async prune() {
    await prune();
    console.log('images are gone; those of the platform are built anew by pnpm local up');
  },
  restart: () => restart({ name, say: console.log }),
  async status() {
    const names = values.name === undefined ? await clusterNames() : [name];
    const all = await Promise.all(names.map(status));
    if (values.json) console.log(JSON.stringify(all, null, 2));
    else console.log(all.length > 0 ? all.map(describe).join('\n') : 'There is no cluster: pnpm cluster up');
  },
  async exec() {
    const asked = command.length > 0 ? command : rest;
    if (asked.length === 0) throw new Error('which command? pnpm cluster exec -- kubectl get pods');
    const [program, ...args] = await insideNode(name, asked);
    process.on('SIGINT', () => {});
    const [code] = await once(spawn(program!, args, { stdio: 'inherit' }), 'exit');
    process.exitCode = code ?? 1;
  },
  async load() {
    const [path, repository] = rest;
    if (!path || !repository) throw new Error('which image, and its name? pnpm cluster load image.tar ameide/orders');
    console.log(await load(name, path, repository));
  },
  async forward() {
    const [port, target] = rest;
    if (!target || !/^\d+$/.test(port ?? ''))
      throw new Error('from where to where? pnpm cluster forward 8080 ameide-local/gateway:8080');
    const chosen = await forward(name, target, {
      port: Number(port),
      ...(values.address !== undefined && { address: values.address }),
    });
    console.log(`localhost:${chosen} leads to ${target}`);
  },
  async kubeconfig() {
    if ((await readClusterState(name)) === null) throw new Error(await noCluster());
    const file = kubeconfigFile(name);
    process.stdout.write(values.path ? `${file}\n` : await readFile(file, 'utf8'));
  },
  async logs() {
    const logs = join(clusterFolder(name), 'log');
    const [program] = rest;
    const files = await readdir(logs).catch(() => null);
    if (files === null) throw new Error(await noCluster());
    const programs = files.map((file) => file.replace(/\.log$/, ''));
    if (program === undefined) console.log(programs.join('\n'));
    else if (programs.includes(program)) process.stdout.write(await readFile(join(logs, `${program}.log`), 'utf8'));
    else throw new Error(`there is no log of "${program}"; there are those of ${programs.join(', ')}`);
  },
};

async function noCluster(): Promise<string> {
  const names = await clusterNames();
  const others = names.length > 0 ? `; there are: ${names.join(', ')}` : '';
  return `there is no cluster "${name}"${others}`;
}

function describe({ name, state, ports, memory, pods }: ClusterStatus): string {
  if (!ports) return `${name}: ${state}`;
  const forwards = ports.forwards.map(({ address, port, target }) => `\n  ${address}:${port} leads to ${target}`);
  return `${name}: up, ${pods!.ready} of ${pods!.all} pods ready, ${Math.round(memory! / 2 ** 20)} MB
  API      https://localhost:${ports.apiPort}
  registry localhost:${ports.registryPort}, in the cluster ameide-reg:32000${forwards.join('')}`;
}

const act = verbs[verb ?? ''];
if (!act) {
  console.error(`${verb === undefined ? 'What shall it do?' : `There is no command "${verb}".`}\n\n${usage}`);
  process.exit(2);
}
try {
  await act();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
