import { testSettings } from './settings.ts';

/** What of an answer differs from a yes of the platform's Gateway. */
export interface GatewayAnswer {
  readonly accepted?: string;
  readonly resolved?: string;
  /** Of a condition that is not `True`. */
  readonly reason?: string;
  readonly message?: string;
  readonly namespace?: string;
}

/** What Envoy Gateway writes into the status of a route of this generation: that it serves it, unless told. */
export function gatewayAnswer(generation: number | undefined, answer: GatewayAnswer = {}) {
  const { accepted = 'True', resolved = 'True', reason = 'Accepted', message = '' } = answer;
  const { namespace = testSettings.gatewayNamespace } = answer;
  const condition = (type: string, status: string) => ({
    type,
    status,
    reason: status === 'True' ? type : reason,
    message,
    observedGeneration: generation,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  });
  return {
    parents: [
      {
        controllerName: 'gateway.envoyproxy.io/gatewayclass-controller',
        parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'ameide', namespace },
        conditions: [condition('Accepted', accepted), condition('ResolvedRefs', resolved)],
      },
    ],
  };
}
