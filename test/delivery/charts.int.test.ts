import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { find, helm, helmSkipReason, imageOf, isHook, keyOf, render, template, type Values } from './charts/helm.ts';
import { DEV, WHOLE_PRODUCT, WITH_OTHERS } from './charts/lanes.ts';
import { dataOf, fieldsNamed, imagesOf, pick } from './charts/objects.ts';
import { LANES, type Rendered, renderServices } from './charts/rendered.ts';
import { unknownValues } from './charts/unknown-values.ts';
import { root } from './gitops/helmfile.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('charts of the services', { skip: helmSkipReason() }, () => {
  let rendered: Rendered;
  before(async () => {
    rendered = await renderServices();
  });
  const umbrella = (image: (name: string) => Values) =>
    render(
      'ameide',
      WHOLE_PRODUCT,
      Object.fromEntries([...rendered.names, 'ameide-operators'].map((n) => [n, { enabled: true, ...image(n) }])),
    );

  it('are not rendered without an image, and say what is missing', async () => {
    for (const name of rendered.names) {
      const { image } = imageOf(name);
      await assert.rejects(template(name, DEV), /image\.graph is required/);
      await assert.rejects(template(name, DEV, { image: { digest: image.digest } }), /image\.graph is required/);
      await assert.rejects(template(name, DEV, { image: { graph: image.graph } }), /image\.digest is required/);
    }
    await assert.rejects(template('gateway', imageOf('gateway')), /global\.lane is required/);
  });

  it('take a repository and a digest, and no tag in any form', async () => {
    const graph = 'registry.example.com/ameide/gateway';
    const refused: Values[] = [
      { graph: `${graph}:1.0`, digest: DIGEST },
      { graph: `${graph}@${DIGEST}`, digest: DIGEST },
      { graph: 'gateway', digest: DIGEST },
      { graph, digest: 'latest' },
      { graph, digest: 'sha256:abc' },
      { graph, digest: `sha512:${'a'.repeat(64)}` },
      { graph, digest: '' },
      { graph, digest: DIGEST, tag: '1.0' },
      { graph, digest: DIGEST, registry: 'registry.example.com' },
    ];
    for (const image of refused) {
      await assert.rejects(template('gateway', DEV, { image }), /\/image/, JSON.stringify(image));
    }
    const [deployment] = (await render('gateway', DEV, { image: { graph, digest: DIGEST } })).filter(
      ({ kind }) => kind === 'Deployment',
    );
    assert.deepEqual(imagesOf(deployment), [`${graph}@${DIGEST}`]);
  });

  it('have no registry, tag or digest in the values that they begin with', () => {
    for (const file of globSync('charts/*/values.yaml', { cwd: root })) {
      const text = readFileSync(join(root, file), 'utf8');
      for (const image of fieldsNamed('image', parse(text))) {
        assert.ok(
          image === '' || Object.keys(image as object).length === 0,
          `${file}: image: ${JSON.stringify(image)}`,
        );
      }
    }
  });

  it('name every image by repository and digest', () => {
    for (const { service, manifest } of rendered.everywhere()) {
      for (const image of imagesOf(manifest)) {
        assert.match(image, /^[^@]+\/[^:@/]+@sha256:[a-f0-9]{64}$/, `${service}: ${keyOf(manifest)}`);
      }
    }
  });

  it('are the same text twice', async () => {
    for (const [lane, values] of Object.entries(LANES)) {
      for (const name of rendered.names) {
        const [first, second] = [1, 2].map(() => template(name, values, imageOf(name), WITH_OTHERS));
        assert.equal(await first, await second, `${lane}: ${name}`);
      }
    }
  });

  it('change one workload for one digest', async () => {
    const [before, after] = await Promise.all([
      umbrella((name) => imageOf(name)),
      umbrella((name) => imageOf(name, name === 'gateway' ? 'another' : name)),
    ]);
    const texts = new Map(before.map((manifest) => [keyOf(manifest), JSON.stringify(manifest)]));
    assert.equal(texts.size, before.length, 'no two objects of a kind have one name');
    const changed = after.filter((manifest) => texts.get(keyOf(manifest)) !== JSON.stringify(manifest));
    assert.deepEqual(changed.filter((each) => !isHook(each)).map(keyOf), ['Deployment/gateway']);
    assert.deepEqual(changed.filter(isHook).map(keyOf).sort(), ['Job/gateway-migration', 'Pod/gateway-test']);
    assert.deepEqual(after.map(keyOf), before.map(keyOf));
  });

  it('leave out of the whole product what is switched off', async () => {
    const off = { enabled: false };
    const parts = [...rendered.names, 'ameide-edge', 'ameide-operators'].filter((name) => name !== 'gateway');
    const gateway = await render('ameide', DEV, Object.fromEntries(parts.map((name) => [name, off])), {
      gateway: imageOf('gateway'),
    });
    const alone = await render('gateway', DEV, imageOf('gateway'));
    assert.deepEqual(gateway.map(keyOf).sort(), alone.map(keyOf).sort());
  });

  it('refuse every value that their schema does not know', async () => {
    for (const name of ['ameide', 'gateway', 'workspace']) {
      const schema = parse(readFileSync(join(root, `charts/${name}/values.schema.json`), 'utf8')) as object;
      const unknown = unknownValues(schema);
      assert.ok(unknown.length > (name === 'ameide' ? 5 : 20), `${name}: ${unknown.length}`);
      for (const [path, values] of unknown) {
        const parts = path.split('.');
        // Values are merged, so what else is given stays.
        const image = name === 'ameide' ? {} : imageOf(name);
        await assert.rejects(template(name, image, DEV, values), /additional properties 'unheardOf' not allowed/, path);
        assert.equal(parts.at(-1), 'unheardOf');
      }
    }
  });

  it('refuse a variable that the service does not read, or that it would refuse', async () => {
    const refused = [{ NO_SUCH_VARIABLE: 'x' }, { HEARTBEAT_SECONDS: 0 }, { LOG_LEVEL: 'loud' }, { DATABASE_URL: 'x' }];
    for (const env of refused) {
      await assert.rejects(template('gateway', DEV, imageOf('gateway'), { env }), /\/env/, JSON.stringify(env));
    }
    const env = { HEARTBEAT_SECONDS: 7, AGENT_MODEL: 'offline' };
    const config = find(await render('gateway', DEV, imageOf('gateway'), { env }), 'ConfigMap', 'gateway');
    assert.deepEqual(pick(dataOf(config), Object.keys(env)), { HEARTBEAT_SECONDS: '7', AGENT_MODEL: 'offline' });
  });

  it('say what they cannot do without', async () => {
    const without = (part: string) => ({ global: { ...(DEV.global as Values), [part]: {} } });
    await assert.rejects(
      template('projection', imageOf('projection'), without('kafka')),
      /global\.kafka\.brokers is required/,
    );
    await assert.rejects(
      template('gateway', imageOf('gateway'), without('redis')),
      /global\.redis\.url is required: 3 replicas/,
    );
  });

  it('say what to do next', async () => {
    const args = ['install', 'gateway', 'charts/gateway', '--dry-run=client', '--namespace=ameide-dev'];
    const values = [DEV, imageOf('gateway')].flatMap((layer) =>
      Object.entries(layer).map(([key, value]) => `--set-json=${key}=${JSON.stringify(value)}`),
    );
    const said = await helm([...args, ...values]);
    assert.match(said, /helm test gateway --namespace=ameide-dev/);
  });
});
