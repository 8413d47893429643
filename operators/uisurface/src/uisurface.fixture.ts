import type { Kind } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { HTTP_ROUTE } from '@ameide/primitives/objects';
import {
  type GatewayAnswer,
  gatewayAnswer,
  modelCluster,
  rollOut,
  testImage,
  testSettings,
  type Written,
  writtenObject,
} from '@ameide/primitives/testing';
import { uiSurfaceOperator } from './operator.ts';
import { type UISurface, uiSurface } from './resource.ts';
import type { SignIn } from './sign-in.ts';

export const NAME = 'shop-uisurface';
export const image = (digit: string) => testImage('shop', digit);
export const HOST = 'shop.example.com';

/** The UISurface `shop`. */
export const aSurface = (
  spec: Partial<WrittenSpecOf<typeof uiSurface>> = {},
  rest: Written<typeof uiSurface> = {},
): UISurface => writtenObject(uiSurface, 'shop', { image: image('a'), route: { hosts: [HOST] }, ...spec }, rest);

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
