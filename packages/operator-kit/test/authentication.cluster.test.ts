import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type ApiError, createTransport, type Transport } from '@ameide/operator-kit';
import { loadKubeConfig } from '@ameide/operator-kit/run';
import {
  clusterSkipReason,
  operatorKubeconfig,
  startTestCluster,
  type TestCluster,
} from '@ameide/operator-kit/testing';
import { website } from '../examples/website.ts';
import { WEBSITE_CRD } from './fixtures/website-crds.ts';

const REVIEW = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
const ACCOUNT = 'system:serviceaccount:ameide-system:ameide-website-operator';
const SECRETS = '/var/run/secrets/kubernetes.io/serviceaccount';

describe('authentication at a real API server', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  /** Of the operator's account, with its token. */
  let kubeconfig: { clusters: { cluster: Record<string, string> }[]; users: { user: Record<string, unknown> }[] };
  let token: string;
  let folder: string;
  let transport: Transport | undefined;
  before(async () => {
    cluster = await startTestCluster({ crds: [WEBSITE_CRD] });
    kubeconfig = JSON.parse(await operatorKubeconfig(cluster, website));
    token = kubeconfig.users[0]?.user.token as string;
  });
  after(() => cluster?.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'authentication-'));
    process.env.HOME = folder;
  });
  afterEach(async () => {
    await transport?.close();
    await rm(folder, { recursive: true });
  });

  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const whoAmI = async () => {
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const review = { method: 'POST', path, body: REVIEW } as const;
    const { status } = await transport!.request<{ status: { userInfo: { username: string } } }>(review);
    return status.userInfo.username;
  };

  describe('by a credential plugin', () => {
    /** @param tokens what it gives, one after the other */
    const start = async (...tokens: readonly string[]) => {
      await write('tokens', tokens.join('\n'));
      const args = [join(import.meta.dirname, 'fixtures/exec-plugin.ts'), folder];
      const apiVersion = 'client.authentication.k8s.io/v1';
      const exec = { apiVersion, command: process.execPath, args, interactiveMode: 'Never' };
      await write('config', JSON.stringify({ ...kubeconfig, users: [{ name: 'test', user: { exec } }] }));
      transport = createTransport({ kubeConfig: loadKubeConfig(join(folder, 'config')) });
    };
    const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).length;
    const askTenTimes = async () => new Set(await Promise.all(Array.from({ length: 10 }, whoAmI)));

    test('is whom the plugin says, which is asked once for many requests', async () => {
      await start(token);
      assert.deepEqual([await askTenTimes(), await asked()], [new Set([ACCOUNT]), 1]);
    });

    test('asks the plugin again, once, when the API server does not know the token', async () => {
      await start('revoked', token);
      assert.deepEqual([await askTenTimes(), await asked()], [new Set([ACCOUNT]), 2]);
    });

    test('says so when the token of the plugin is refused again, and goes on with the next', async () => {
      await start('revoked', 'revoked', token);
      await assert.rejects(whoAmI(), (error: ApiError) => error.status === 401);
      assert.equal(await whoAmI(), ACCOUNT);
    });

    test('says what the plugin says when it fails, and goes on when it works again', async () => {
      await start('', token);
      await assert.rejects(whoAmI(), /log in first/);
      assert.equal(await whoAmI(), ACCOUNT);
    });
  });

  describe('by the ServiceAccount of a pod', () => {
    const writeToken = (text: string) => write(`${SECRETS}/token`, text);
    beforeEach(async () => {
      const { hostname, port } = new URL(cluster.url);
      Object.assign(process.env, { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port });
      await mkdir(join(folder, SECRETS), { recursive: true });
      const authority = kubeconfig.clusters[0]?.cluster['certificate-authority-data'] ?? '';
      await write(`${SECRETS}/ca.crt`, Buffer.from(authority, 'base64').toString());
      await write(`${SECRETS}/namespace`, 'ameide-system');
    });

    test('is that account', async () => {
      await writeToken(token);
      transport = createTransport({ kubeConfig: loadKubeConfig(undefined, folder) });
      assert.equal(await whoAmI(), ACCOUNT);
    });

    test('is that account also if an editor put a line end after the token', async () => {
      await writeToken(`${token}\n`);
      transport = createTransport({ kubeConfig: loadKubeConfig(undefined, folder) });
      assert.equal(await whoAmI(), ACCOUNT);
    });

    test('reads the token again when the API server knows it no longer', async () => {
      await writeToken('revoked');
      transport = createTransport({ kubeConfig: loadKubeConfig(undefined, folder) });
      await assert.rejects(whoAmI(), (error: ApiError) => error.status === 401);
      await writeToken(token);
      assert.equal(await whoAmI(), ACCOUNT);
    });
  });
});
