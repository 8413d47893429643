import { type Domain, desired, domain } from '@ameide/operator-domain';
import { createObserved } from '@ameide/operator-kit';
import { admit } from '@ameide/operator-kit/schema';
import { newPasswords } from '@ameide/primitives/objects';
import { testSettings } from '@ameide/primitives/testing';
import { type KubeConfig, KubernetesObjectApi, PatchStrategy } from '@kubernetes/client-node';
import { atOnce } from './at-once.ts';
import { NAMESPACE } from './cluster.ts';
import { aDomain } from './domains.ts';

/**
 * Primitives per second of a program that only applies what a Domain is made of with KubernetesObjectApi, eight at once:
 * nothing is looked at before, and no status is written.
 */
export async function appliedBlindly(kubeConfig: KubeConfig, count: number): Promise<number> {
  const api = KubernetesObjectApi.makeApiClient(kubeConfig);
  const observed = createObserved({ facts: newPasswords(), namespace: NAMESPACE });
  const partsOf = (index: number) => {
    const { metadata, spec, apiVersion, kind } = aDomain(index);
    const admission = admit(domain.spec, spec);
    if (!admission.admitted) throw new Error(JSON.stringify(admission));
    const stored = { ...metadata, name: `beside-${index}`, uid: `uid-${index}`, resourceVersion: '1' };
    const plan = desired(
      { apiVersion, kind, metadata: stored, spec: admission.value as Domain['spec'] },
      observed,
      testSettings,
    );
    if (!('objects' in plan)) throw new Error(JSON.stringify(plan));
    return plan.objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: NAMESPACE } }));
  };
  const start = performance.now();
  await atOnce(count, 8, async (index) => {
    for (const part of partsOf(index))
      await api.patch(part as object, undefined, undefined, 'beside', true, PatchStrategy.ServerSideApply);
  });
  return count / ((performance.now() - start) / 1_000);
}
