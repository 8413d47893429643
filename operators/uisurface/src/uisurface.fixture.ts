import assert from 'node:assert/strict';
import type { Kind } from '@ameide/operator-kit';
import { admit, kindOf, type WrittenSpecOf } from '@ameide/operator-kit/schema';
import { HTTP_ROUTE } from '@ameide/primitives/objects';
import {
  type GatewayAnswer,
  gatewayAnswer,
  modelCluster,
  rollOut,
  testImage,
  testSettings,
} from '@ameide/primitives/testing';
import { uiSurfaceOperator } from './operator.ts';
import { type UISurface, uiSurface } from './resource.ts';
import type { SignIn } from './sign-in.ts';

export const NAME = 'shop-uisurface';
export const image = (digit: string) => testImage('shop', digit);
export const HOST = 'shop.example.com';

/** A UISurface as the API server has it: what is written, with defaults. */
export function aSurface(
  spec: Partial<WrittenSpecOf<typeof uiSurface>> = {},
  { namespace = 'ameide-dev' }: { namespace?: string } = {},
): UISurface {
  const admission = admit(uiSurface.spec, { image: image('a'), route: { hosts: [HOST] }, ...spec });
  assert.ok(admission.admitted, JSON.stringify(admission));
  const metadata = { name: 'shop', namespace, uid: 'u-shop', resourceVersion: '1', generation: 1 };
  return { ...kindOf(uiSurface), metadata, spec: admission.value };
}

/** A cluster in which the UISurface `shop` is, with what `prepare` finds out about its sign-in. */
export function aCluster({ missing = [], signIn = () => ({ state: 'not_asked' }) }: ClusterOptions = {}) {
  const cluster = modelCluster(uiSurfaceOperator(testSettings), { missing, facts: signIn });
  return {
    ...cluster,
    spec: <T = Record<string, unknown>>(kind: Kind, name = NAME) => cluster.spec<T>(kind, name),
    rollOut: (availableReplicas?: number) => rollOut(cluster, NAME, availableReplicas),
    /** The Gateway's controller looks at the route as it is now. */
    answerRoute: (answer?: GatewayAnswer) => {
      const { metadata } = cluster.get(HTTP_ROUTE, NAME)!;
      cluster.change(HTTP_ROUTE, NAME, { status: gatewayAnswer(metadata.generation, answer) });
    },
  };
}

interface ClusterOptions {
  readonly missing?: readonly Kind[];
  readonly signIn?: () => SignIn;
}
