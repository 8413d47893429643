import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

type Environment = Readonly<Record<string, string | undefined>>;

const AUDIENCE = 'ameide-release';

/**
 * A kubeconfig for a run of a workflow, which proves to the cluster who it is by a token of the workflow's own identity, fetched
 * anew for every request: no key to a cluster is kept anywhere.
 * @returns the file, or undefined where `KUBERNETES_API` does not say that there is such a cluster
 */
export async function workflowKubeconfig(environment: Environment): Promise<string | undefined> {
  const { KUBERNETES_API: server, KUBERNETES_CA: ca } = environment;
  if (!server) return undefined;
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: [join(import.meta.dirname, 'workflow-token.ts')],
    interactiveMode: 'Never',
  };
  const cluster = { server, ...(ca && { 'certificate-authority-data': Buffer.from(ca).toString('base64') }) };
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lane', cluster }],
    users: [{ name: 'workflow', user: { exec } }],
    contexts: [{ name: 'lane', context: { cluster: 'lane', user: 'workflow' } }],
    'current-context': 'lane',
  };
  const file = join(await mkdtemp(join(tmpdir(), 'ameide-kubeconfig-')), 'kubeconfig');
  await writeFile(file, stringify(kubeconfig), { mode: 0o600 });
  return file;
}

/** A token that says which workflow of which repository and environment runs. @throws Error outside of a workflow */
export async function workflowToken(environment: Environment): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = environment;
  if (!address || !secret) throw new Error('This is no workflow with the permission "id-token: write".');
  const url = new URL(address);
  url.searchParams.set('audience', environment.KUBERNETES_AUDIENCE || AUDIENCE);
  const response = await fetch(url, { headers: { authorization: `Bearer ${secret}` } });
  if (!response.ok) throw new Error(`The workflow gets no token: ${response.status}`);
  return ((await response.json()) as { value: string }).value;
}
