import type { Attempt, Fault } from '@ameide/primitives/outside';
import type { BucketsReport, SignIn, TenantPorts, WantedBuckets, WantedIdentity } from './ports.ts';

type System = 'buckets' | 'identity' | 'workflows';

/** Systems around the operator that forget everything when the test ends. */
export interface MemoryOutside {
  readonly ports: TenantPorts;
  /** By tenant. */
  readonly identities: Map<string, WantedIdentity>;
  /** The tenant by bucket. */
  readonly buckets: Map<string, string>;
  /** The retention in days by namespace. */
  readonly workflows: Map<string, number>;
  /** Namespaces whose pods were asked to end. */
  readonly stopped: string[];
  /** Writes until now, of both systems. */
  readonly writes: () => number;
  /** The write after so many more is not carried out, and the attempt ends as if the process were killed. */
  killAt(write: number): void;
  /** What a system answers to everything from now on, instead of doing it. */
  fail(system: System, fault: Fault | undefined): void;
}

/**
 * Stands in for Keycloak and an S3 server where a suite is about the operator and not about them: it does what the ports
 * promise, and faults as a test says. What Keycloak and S3 really do is in the suites `*.int.test.ts`.
 */
export function memoryOutside(): MemoryOutside {
  const identities = new Map<string, WantedIdentity>();
  const buckets = new Map<string, string>();
  const workflows = new Map<string, number>();
  const stopped: string[] = [];
  const faults = new Map<System, Fault>();
  let writes = 0;
  let deadly = Number.POSITIVE_INFINITY;

  const write = ({ check }: Attempt) => {
    check();
    if (writes === deadly) {
      deadly = Number.POSITIVE_INFINITY;
      throw new Error('killed');
    }
    writes++;
  };
  const setIdentity = (wanted: WantedIdentity, attempt: Attempt) => {
    if (JSON.stringify(identities.get(wanted.tenant)) === JSON.stringify(wanted)) return;
    write(attempt);
    identities.set(wanted.tenant, wanted);
  };
  const signInOf = ({ tenant, realm }: WantedIdentity): SignIn => ({
    realm: realm === 'own' ? tenant : 'ameide',
    issuer: `https://id.example.com/realms/${realm === 'own' ? tenant : 'ameide'}`,
    clientId: realm === 'own' ? 'platform-app' : `tenant-${tenant}`,
    clientSecret: `secret-of-${tenant}`,
    kept: [],
  });
  const bringBuckets = ({ tenant, names, onDelete }: WantedBuckets, attempt: Attempt): BucketsReport | Fault => {
    for (const name of names) {
      const owner = buckets.get(name);
      if (owner !== undefined && owner !== tenant) return { fault: 'conflict', message: `${name} is of ${owner}.` };
      if (owner === undefined) {
        write(attempt);
        buckets.set(name, tenant);
      }
    }
    const others = [...buckets].flatMap(([name, owner]) => (owner === tenant && !names.includes(name) ? [name] : []));
    if (onDelete === 'retain') return { kept: others, emptying: [] };
    for (const name of others) {
      write(attempt);
      buckets.delete(name);
    }
    return { kept: [], emptying: [] };
  };

  const ports: TenantPorts = {
    identity: {
      async provision(wanted, attempt) {
        const fault = faults.get('identity');
        if (fault) return fault;
        setIdentity(wanted, attempt);
        return signInOf(wanted);
      },
      async disable(tenant, attempt) {
        const fault = faults.get('identity');
        if (fault) return fault;
        const known = identities.get(tenant);
        if (known === undefined) return [];
        setIdentity({ ...known, enabled: false }, attempt);
        return [`Realm ${signInOf(known).realm}`];
      },
      async remove(tenant, attempt) {
        const fault = faults.get('identity');
        if (fault) return fault;
        if (identities.has(tenant)) write(attempt);
        identities.delete(tenant);
        return [];
      },
    },
    buckets: { provision: async (wanted, attempt) => faults.get('buckets') ?? bringBuckets(wanted, attempt) },
    workflows: {
      async provision({ names, others, retentionDays, onDelete }, attempt) {
        const fault = faults.get('workflows');
        if (fault) return fault;
        for (const name of names.filter((each) => workflows.get(each) !== retentionDays)) {
          write(attempt);
          workflows.set(name, retentionDays);
        }
        const there = others.filter((name) => workflows.has(name));
        if (onDelete === 'retain') return { kept: there };
        for (const name of there) {
          write(attempt);
          workflows.delete(name);
        }
        return { kept: [] };
      },
    },
    workloads: {
      async stop(namespace, { check }) {
        check();
        stopped.push(namespace);
      },
    },
  };
  return {
    ports,
    identities,
    buckets,
    workflows,
    stopped,
    writes: () => writes,
    killAt(more) {
      deadly = writes + more;
    },
    fail(system, fault) {
      if (fault === undefined) faults.delete(system);
      else faults.set(system, fault);
    },
  };
}
