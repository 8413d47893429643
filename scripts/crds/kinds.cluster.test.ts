import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  applyDefaults,
  type CustomResource,
  crdYaml,
  customResourceDefinition,
  type Json,
} from '@ameide/operator-kit/schema';
import { invalidSpecs, validSpecs } from '@ameide/operator-kit/schema/testing';
import {
  type ApiError,
  clusterSkipReason,
  installCrds,
  startTestCluster,
  type TestCluster,
} from '@ameide/operator-kit/testing';
import fc from 'fast-check';
import { kinds } from './kinds.ts';

/** Per kind, half of them valid. */
const SPECS = Number(process.env.GENERATED_SPECS ?? 400);

describe('the kinds on a real API server', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
    await installCrds(cluster, kinds.map(crdYaml));
  });
  after(() => cluster?.stop());

  for (const kind of kinds) {
    describe(kind.kind, () => {
      it('reads back with every marker', async () => {
        const definition = customResourceDefinition(kind);
        const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`;
        const stored = await cluster.request<typeof definition>('GET', path);
        assert.deepEqual(
          stored.spec.versions[0]?.schema,
          JSON.parse(JSON.stringify(definition.spec.versions[0]?.schema)),
        );
        assert.deepEqual(await conditions(path), { Established: 'True', NamesAccepted: 'True' });
      });

      it('takes its example', async () => {
        await create(kind, kind.example.spec as Json, kind.example.metadata.name);
      });

      it('takes the valid specs that are generated, with the defaults that the validator fills in', async () => {
        for (const spec of fc.sample(validSpecs(kind), SPECS / 2)) {
          const { spec: stored } = await create(kind, spec as Json);
          assert.deepEqual(stored, applyDefaults(kind.spec, spec as Json));
        }
      });

      it('refuses the invalid specs that are generated', async () => {
        const taken: string[] = [];
        for (const { spec, path, breaks } of fc.sample(invalidSpecs(kind), SPECS / 2)) {
          const status = await create(kind, spec).then(
            () => 201,
            (error: ApiError) => error.status,
          );
          if (status < 400) taken.push(`${path}: ${breaks}`);
          else assert.ok(status === 422 || status === 400, `${path}: ${breaks} got ${status}`);
        }
        assert.deepEqual(taken, []);
      });

      it('refuses a name that breaks its rules', async () => {
        const broken = kind.rules[0]?.broken(kind.example as never) as { metadata: { name: string } };
        await assert.rejects(create(kind, kind.example.spec as Json, broken.metadata.name), { status: 422 });
      });
    });
  }

  it('refuses that a Domain moves to another database', async () => {
    const domain = kinds[0]!;
    const path = '/apis/ameide.io/v1alpha1/namespaces/default/domains';
    const { spec } = domain.example as { spec: { database: { cluster: string } } };
    const manifest = { apiVersion: 'ameide.io/v1alpha1', kind: 'Domain', metadata: { name: 'moves' } };
    await cluster.request('POST', path, { ...manifest, spec });
    const apply = (database: Json) =>
      cluster.request('PATCH', `${path}/moves?fieldManager=test&force=true`, {
        ...manifest,
        spec: { ...spec, database },
      });
    await assert.rejects(apply({ ...spec.database, cluster: 'other' }), /cannot be changed/);
    await assert.rejects(apply({ ...spec.database, name: 'other' }), /keeps its name/);
  });

  function create(kind: CustomResource, spec: Json, name = 'generated'): Promise<{ spec: Json }> {
    const scope = kind.scope === 'Namespaced' ? '/namespaces/default' : '';
    const path = `/apis/${kind.group}/${kind.version}${scope}/${kind.plural}?dryRun=All&fieldValidation=Strict`;
    const manifest = { apiVersion: `${kind.group}/${kind.version}`, kind: kind.kind, metadata: { name }, spec };
    return cluster.request('POST', path, manifest);
  }

  async function conditions(path: string): Promise<Record<string, string>> {
    type Stored = { status: { conditions: { type: string; status: string }[] } };
    const { status } = await cluster.request<Stored>('GET', path);
    return Object.fromEntries(status.conditions.map((each) => [each.type, each.status]));
  }
});
