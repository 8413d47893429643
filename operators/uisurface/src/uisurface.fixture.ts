import type { Kind } from '@ameide/operator-kit';
import type { WrittenSpecOf } from '@ameide/operator-kit/schema';
import { modelCluster, testImage, testSettings, type Written, writtenObject } from '@ameide/primitives/testing';
import type { OidcClient } from './oidc-client.ts';
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
export function aCluster({ missing = [], signIn = NOT_ASKED, client = NOT_ASKED }: ClusterOptions = {}) {
  const facts = () => ({ client: client(), signIn: signIn() });
  return modelCluster(uiSurfaceOperator(testSettings), { name: NAME, missing, facts });
}

const NOT_ASKED = () => ({ state: 'not_asked' }) as const;

interface ClusterOptions {
  readonly client?: () => OidcClient;
  readonly missing?: readonly Kind[];
  readonly signIn?: () => SignIn;
}
