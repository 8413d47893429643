import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ConfigError } from '@ameide/service-kit/config';
import { kubeconfigText } from '../testing/kubeconfig.ts';
import { loadKubeConfig } from './load-kube-config.ts';

describe('the way to the API server', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  });
  beforeEach(() => {
    process.env.HOME = join(folder, 'nobody');
  });
  after(() => rm(folder, { recursive: true }));

  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  };
  const config = (server: string, name: string) =>
    kubeconfigText(server, 'ca', 'token').replaceAll('"test"', `"${name}"`);
  const refusal = (files: string | undefined) => {
    try {
      loadKubeConfig(files, folder);
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.faults.join();
    }
    return 'none';
  };

  it('is in the files that KUBECONFIG names, of which the first says what is current', async () => {
    const one = await write('one', config('https://one', 'one'));
    const two = await write('two', config('https://two', 'two'));
    const kubeConfig = loadKubeConfig([one, two].join(delimiter));
    assert.equal(kubeConfig.getCurrentCluster()?.server, 'https://one');
    assert.equal(kubeConfig.getClusters().length, 2);
  });

  it('is in the home of who starts it, else in the pod, else it is not known', async () => {
    const nowhere = refusal(undefined);
    assert.match(nowhere, /^KUBECONFIG: is not set, .*nobody\/\.kube\/config.*set it to a kubeconfig file\.$/);
    await write('var/run/secrets/kubernetes.io/serviceaccount/token', 'a-token');
    Object.assign(process.env, { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' });
    assert.equal(loadKubeConfig(undefined, folder).getCurrentCluster()?.server, 'https://[fd00::1]:443');
    await write('somebody/.kube/config', config('https://home', 'home'));
    process.env.HOME = join(folder, 'somebody');
    assert.equal(loadKubeConfig(undefined, folder).getCurrentCluster()?.server, 'https://home');
  });

  it('is refused, with what to do, where it leads nowhere', async () => {
    assert.match(refusal(join(folder, 'missing')), /^KUBECONFIG: \S+missing cannot be used: ENOENT/);
    assert.match(refusal(await write('no-yaml', '{')), /no-yaml cannot be used/);
    const lost = config('https://one', 'one').replace('"current-context":"one"', '"current-context":"other"');
    assert.match(refusal(await write('lost', lost)), /lost has no cluster and user for its current context \(other\)/);
  });
});
