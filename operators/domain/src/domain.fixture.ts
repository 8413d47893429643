import assert from 'node:assert/strict';
import { type CustomObject, createObserved, type Kind, type KubeObject, type StoredObject } from '@ameide/operator-kit';
import { admit, kindOf, type WrittenSpecOf } from '@ameide/operator-kit/schema';
import {
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  JOB,
  type NewPasswords,
  type PlatformSettings,
  SECRET,
} from '@ameide/primitives/objects';
import { desired } from './desired.ts';
import { type DomainSpec, type DomainStatus, domain } from './resource.ts';
import { type DomainOutcome, status } from './status.ts';

export const settings: PlatformSettings = {
  environment: 'dev',
  imageRegistries: ['registry.example.com/ameide'],
  oidcIssuer: 'https://id.example.com/realms/ameide',
  internalSecret: { name: 'ameide-internal', key: 'secret' },
  otlpEndpoint: 'http://collector.observability.svc:4318',
  gatewayNamespace: 'envoy-gateway',
  monitoringNamespace: 'observability',
  platformNamespaces: ['observability', 'identity'],
};

export const image = (digit: string) => `registry.example.com/ameide/orders@sha256:${digit.repeat(64)}`;
const database = { cluster: 'postgres', migration: { schemaVersion: '7', command: ['node', 'src/migrate.ts'] } };

/** A Domain as the API server has it: what is written, with defaults. */
export function aDomain(
  spec: Partial<WrittenSpecOf<typeof domain>> = {},
  { namespace = 'ameide-dev', ...rest }: { namespace?: string; status?: DomainStatus } = {},
): CustomObject<DomainSpec, DomainStatus> {
  const admission = admit(domain.spec, { image: image('a'), ...spec });
  assert.ok(admission.admitted, JSON.stringify(admission));
  const metadata = { name: 'orders', namespace, uid: 'u-orders', resourceVersion: '1', generation: 1 };
  return { ...kindOf(domain), metadata, spec: admission.value, ...rest };
}

/** The same with a database and a migration. */
export const aDomainWithData = (spec: Partial<WrittenSpecOf<typeof domain>> = {}) => aDomain({ database, ...spec });

/** A cluster of which a test says what the others in it have done. */
export function aCluster(missing: readonly Kind[] = []) {
  const stored = new Map<string, StoredObject>();
  const facts: NewPasswords = { owner: 'owner-password', app: 'app-password' };
  const nameOf = (object: { kind: string; metadata: { name: string } }) => `${object.kind}/${object.metadata.name}`;
  const observed = () => createObserved({ owned: [...stored.values()], missing, facts, namespace: 'ameide-dev' });

  return {
    /** One pass of the operator: what is desired is there, what is neither desired nor kept is gone. */
    reconcile(object: CustomObject<DomainSpec, DomainStatus>): readonly string[] {
      const plan = desired(object, observed(), settings);
      assert.ok('objects' in plan, JSON.stringify(plan));
      const kept = new Set((plan.keep ?? []).map(({ kind, name }) => `${kind}/${name}`));
      const wanted = plan.objects.filter(({ kind }) => !missing.some((each) => each.kind === kind));
      for (const name of stored.keys())
        if (!kept.has(name) && !wanted.some((each) => nameOf(each) === name)) stored.delete(name);
      for (const each of wanted) stored.set(nameOf(each), store(each, stored.get(nameOf(each))));
      return wanted.map(nameOf);
    },
    /** Why the spec is not carried out at all. */
    refusal(object: CustomObject<DomainSpec, DomainStatus>): string | undefined {
      const plan = desired(object, observed(), settings);
      return 'refused' in plan ? plan.refused.reason : undefined;
    },
    status: (object: CustomObject<DomainSpec, DomainStatus>): DomainOutcome => status(object, observed()),
    get: (kind: Kind, name: string) => stored.get(`${kind.kind}/${name}`),
    spec<Spec = Record<string, unknown>>(kind: Kind, name = 'orders-domain'): Spec {
      const live = stored.get(`${kind.kind}/${name}`);
      assert.ok(live, `${kind.kind} ${name} is not there`);
      return live.spec as Spec;
    },
    all: (): readonly StoredObject[] => [...stored.values()],
    remove: (kind: Kind, name: string) => void stored.delete(`${kind.kind}/${name}`),
    /** Another writer has its say: CloudNativePG, a controller, an autoscaler. */
    change(kind: Kind, name: string, patch: Partial<StoredObject>) {
      const live = stored.get(`${kind.kind}/${name}`);
      assert.ok(live, `${kind.kind} ${name} is not there`);
      stored.set(nameOf(live), { ...live, ...patch });
    },
    /** CloudNativePG has applied what there is for it. */
    applyDatabase() {
      for (const each of stored.values()) {
        if (each.kind !== DATABASE.kind && each.kind !== DATABASE_ROLE.kind) continue;
        this.change(each, each.metadata.name, {
          status: { applied: true, observedGeneration: each.metadata.generation },
        });
      }
    },
    /** The migration Job has ended. */
    endJob(type: 'Complete' | 'Failed') {
      const [job] = this.jobs();
      this.change(JOB, job!.metadata.name, { status: { conditions: [{ type, status: 'True' }] } });
    },
    /** The Deployment has rolled out. */
    rollOut(availableReplicas?: number) {
      const { metadata, spec } = this.get(DEPLOYMENT, 'orders-domain')!;
      const { replicas = 1 } = spec as { replicas?: number };
      const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas };
      const available = availableReplicas ?? replicas;
      const observedGeneration = metadata.generation;
      this.change(DEPLOYMENT, 'orders-domain', {
        status: { ...counts, availableReplicas: available, observedGeneration },
      });
    },
    jobs: () => [...stored.values()].filter(({ kind }) => kind === JOB.kind),
    secrets: () => [...stored.values()].filter(({ kind }) => kind === SECRET.kind),
  };
}

function store(object: KubeObject, before: StoredObject | undefined): StoredObject {
  const changed = JSON.stringify(before?.spec) !== JSON.stringify(object.spec);
  const generation = (before?.metadata.generation ?? 0) + (changed ? 1 : 0);
  const metadata = {
    ...before?.metadata,
    ...object.metadata,
    uid: `u-${object.metadata.name}`,
    resourceVersion: '1',
    generation,
  };
  return { ...before, ...object, metadata };
}
