import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { starlark } from '../components/starlark.ts';
import { type Asked, runTiltfile } from './run-tiltfile.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'Tiltfile'), 'utf8');
const program = await starlark.find();
const skip = program ? false : starlark.howToGet;

const run = (more: { context?: string; arguments?: Record<string, string[]>; text?: string } = {}): Promise<Asked> =>
  runTiltfile({ starlark: program!, text, context: 'kind-ameide', arguments: {}, ...more });

const APPS = ['agent-runtime', 'gateway', 'graphpatch', 'operators', 'projection', 'threads', 'workspace'];

describe('the Tiltfile', { skip }, () => {
  test('deploys applications only: infrastructure belongs to helmfile', async () => {
    const { helm } = await run();
    assert.deepEqual(Object.keys(helm).sort(), APPS);
    for (const { command } of Object.values(helm)) {
      const chart = command.at(-1)!;
      assert.ok(existsSync(join(root, chart, 'Chart.yaml')), `${chart} is a chart`);
      assert.doesNotMatch(chart, /edge|realm|infrastructure/);
    }
  });

  test('takes each application through build, digest and Helm, and injects no image', async () => {
    const { local, helm } = await run();
    for (const name of APPS) {
      const values = `tilt-values/${name}.values.yaml`;
      assert.equal(local[`${name}-build`]?.cmd, `npx -y pnpm@12 --silent local digest ${name} --current`);
      assert.deepEqual(local[`${name}-digest-ready`]?.deps, [values]);
      assert.deepEqual(local[`${name}-digest-ready`]?.resource_deps, [], 'a sentinel depends on no resource');
      const app = helm[name]!;
      assert.deepEqual(app.image_keys, []);
      assert.equal(app.image_deps, null);
      assert.ok(!app.command.includes('--set'), 'no image is injected');
      assert.deepEqual(
        app.command.filter((flag) => flag.startsWith('--values=')),
        [
          '--values=gitops/environments/local/global.yaml',
          `--values=gitops/environments/local/apps/${name}.yaml`,
          `--values=${values}`,
        ],
      );
      assert.ok(app.command.includes('--wait') && app.command.includes('--atomic'));
      assert.ok(app.deps.includes(values), 'another digest is deployed');
      assert.deepEqual(app.resource_deps, ['infra-health-check', `${name}-digest-ready`]);
      for (const flag of app.command.filter((each) => each.startsWith('--values=gitops'))) {
        assert.ok(existsSync(join(root, flag.slice('--values='.length))), flag);
      }
      for (const path of local[`${name}-build`]!.deps) assert.ok(existsSync(join(root, path)), path);
    }
  });

  test('looks before it builds, waits for the infrastructure, and deploys that only when it is told to', async () => {
    const { local, settings } = await run();
    assert.match(local.preflight!.cmd, /local preflight/);
    assert.deepEqual(local['infra-health-check']?.resource_deps, ['preflight']);
    const recovery = local['ops-deploy-infrastructure']!;
    assert.deepEqual([recovery.trigger, recovery.auto_init], ['manual', false]);
    assert.equal(settings.k8s_upsert_timeout_secs, 600);
  });

  test('waits for nothing that there is not, and in no circle', async () => {
    const { local, helm } = await run({ arguments: { live: ['workspace', 'gateway'] } });
    const needs = new Map(
      Object.entries({ ...local, ...helm }).map(([name, { resource_deps }]) => [name, resource_deps]),
    );
    const visit = (name: string, way: readonly string[]): void => {
      assert.ok(needs.has(name), `${way.at(-1)} waits for ${name}, which there is not`);
      assert.ok(!way.includes(name), `${[...way, name].join(' -> ')} goes in a circle`);
      for (const next of needs.get(name)!) visit(next, [...way, name]);
    };
    for (const name of needs.keys()) visit(name, []);
  });

  test('brings code into running pods where that is asked for, and makes images only by hand there', async () => {
    const { local } = await run({ arguments: { live: ['workspace'] }, context: 'ameide' });
    assert.equal(local['workspace-sync']?.cmd, 'npx -y pnpm@12 --silent local sync workspace');
    assert.equal(local['workspace-build']?.trigger, 'manual');
    assert.equal(local['gateway-build']?.trigger, 'auto');
    assert.equal(local['gateway-sync'], undefined);
  });

  test('runs only what is asked for', async () => {
    assert.deepEqual(Object.keys((await run({ arguments: { only: ['threads'] } })).helm), ['threads']);
  });

  test('takes its extension from one commit, and touches no cluster that others use', async () => {
    const { extensions, contexts } = await run();
    assert.equal(extensions.length, 1);
    assert.match(extensions[0]!.ref, /^[a-f0-9]{40}$/);
    assert.deepEqual(contexts, ['ameide']);
  });

  test('an argument that Tilt does not know is a mistake', async () => {
    await assert.rejects(run({ text: text.replace('image_keys=[]', 'image_key=[]') }), /unexpected keyword argument/);
  });
});
