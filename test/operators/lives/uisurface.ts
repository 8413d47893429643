import { kindOf } from '@ameide/operator-kit/schema';
import { UI_SURFACE_PARTS, uiSurface } from '@ameide/operator-uisurface';
import { testImage } from '@ameide/primitives/testing';
import { aSecret, startStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/survive-kills.ts';

const surface = (spec: object) => ({ ...kindOf(uiSurface), metadata: { name: 'shop', namespace: 'ameide-dev' }, spec });

/** A UISurface with sign-in and an autoscaler, which later has another address, no sign-in and a fixed number of replicas. */
export function startUISurfaceStage(): Promise<Stage> {
  return startStage({
    given: [aSecret('shop-sign-in', { secret: 'a-secret' })],
    scenario: {
      operator: 'uisurface',
      namespace: 'ameide-dev',
      owns: UI_SURFACE_PARTS,
      steps: [
        surface({
          image: testImage('shop', 'a'),
          scaling: { replicas: 2, autoscaling: { maxReplicas: 4 } },
          route: { hosts: ['shop.example.com'] },
          oidc: { clientId: 'shop', clientSecret: { name: 'shop-sign-in', key: 'secret' } },
        }),
        surface({
          image: testImage('shop', 'b'),
          scaling: { replicas: 1 },
          route: { hosts: ['shop.example.com', 'shop.example.org'], paths: ['/shop'] },
        }),
      ],
    },
  });
}
