import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startTestCluster, type TestCluster, thirdPartyFile } from '@ameide/operator-kit/testing';
import { clusterVerbs } from '@ameide/primitives/testing';
import { freePort } from '@ameide/test-kit';
import { type Background, repeat } from './background.ts';
import { letDatabasesRun } from './cloud-native-pg.ts';
import { startKubelets } from './kubelets.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CLOUD_NATIVE_PG =
  'https://raw.githubusercontent.com/cloudnative-pg/cloudnative-pg/v1.30.0/releases/cnpg-1.30.0.yaml';

/** What a person has who follows the walk-through: a cluster with nodes, this checkout, kubectl, Helm and a terminal. */
export interface World {
  readonly cluster: TestCluster;
  /** Commands in it find on this machine what they name, see `substitutes`. */
  readonly terminal: Pick<Terminal, 'run'>;
  /** @throws what went wrong on the nodes meanwhile */
  stop(): Promise<void>;
}

/** Starts a real control plane, what the tests do in the place of nodes and of CloudNativePG, and a shell. */
export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-walk-through-'));
  const cluster = await startTestCluster({ controllers: true });
  const kubelets = startKubelets(cluster);
  const databases = startDatabases(cluster);
  const checkout = await checkoutIn(folder, cluster);
  const terminal = openTerminal(checkout, {
    HOME: folder,
    PATH: [process.env.KUBERNETES_BIN, dirname(process.env.HELM!), dirname(process.execPath), process.env.PATH].join(
      ':',
    ),
  });
  const found = await substitutes(folder);
  return {
    cluster,
    terminal: {
      run: (command) => terminal.run(found.reduce((text, [named, here]) => text.replaceAll(named, here), command)),
    },
    async stop() {
      try {
        await terminal.close();
        await databases.stop();
        await kubelets.stop();
      } finally {
        await cluster.stop();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** This checkout, so that files that somebody makes in it are not in ours, and the kubeconfig of its administrator. */
async function checkoutIn(folder: string, { kubeconfig }: TestCluster): Promise<string> {
  await mkdir(join(folder, '.kube'));
  await writeFile(join(folder, '.kube/config'), kubeconfig, { mode: 0o600 });
  const checkout = join(folder, 'ameide');
  await mkdir(checkout);
  for (const name of ['charts', 'node_modules', 'operators']) await symlink(join(ROOT, name), join(checkout, name));
  return checkout;
}

/**
 * What commands name, and what it is here. CloudNativePG comes as the same file in its Go module, without the webhooks,
 * since nobody would answer them.
 */
async function substitutes(folder: string): Promise<readonly (readonly [string, string])[]> {
  const file = join(folder, 'cloud-native-pg.yaml');
  const documents = (await thirdPartyFile('cloudnative-pg', 'releases/cnpg-1.30.0.yaml')).split(/^---$/m);
  await writeFile(file, documents.filter((text) => !/^kind: \w+WebhookConfiguration$/m.test(text)).join('---'));
  return [
    [CLOUD_NATIVE_PG, file],
    ['8081', `${await freePort()}`],
    ['9465', `${await freePort()}`],
  ];
}

function startDatabases(cluster: TestCluster): Background {
  const verbs = clusterVerbs(cluster);
  const { stop } = repeat(() => letDatabasesRun(verbs, 'ameide-dev'), 500);
  return { stop: () => stop().finally(() => verbs.close()) };
}
