import type { Kind } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { modelCluster, testImage, testSettings, type Written, writtenObject } from '@ameide/primitives/testing';
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
  return modelCluster(uiSurfaceOperator(testSettings), { name: NAME, missing, facts: signIn });
}

interface ClusterOptions {
  readonly missing?: readonly Kind[];
  readonly signIn?: () => SignIn;
}
