import { kindOf } from '@ameide/operator-kit/schema';
import { PROJECTION_PARTS, projection } from '@ameide/operator-projection';
import { testImage } from '@ameide/primitives/testing';
import { startStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/survive-kills.ts';

const orderBook = (rebuild: string, spec: object) => ({
  ...kindOf(projection),
  metadata: { name: 'order-book', namespace: 'ameide-dev', annotations: { 'ameide.io/rebuild': rebuild } },
  spec: { sources: [{ context: 'orders' }], ...spec },
});

/**
 * A Projection whose tables are built, and built anew for another image that has a view more. Nobody says how fresh it is,
 * since the cluster has no DNS: `Fresh` stays Unknown.
 */
export function startProjectionStage(): Promise<Stage> {
  return startStage({
    scenario: {
      operator: 'projection',
      namespace: 'ameide-dev',
      owns: PROJECTION_PARTS,
      steps: [
        orderBook('first', {
          image: testImage('order-book', 'a'),
          scaling: { replicas: 2, autoscaling: { maxReplicas: 4 } },
          storage: { cluster: 'postgres', views: [{ name: 'daily_totals', refresh: '5 3 1 1 *' }] },
        }),
        orderBook('second', {
          image: testImage('order-book', 'b'),
          scaling: { replicas: 1 },
          storage: { cluster: 'postgres', views: [{ name: 'weekly_totals', refresh: '5 3 1 1 *' }] },
        }),
      ],
    },
  });
}
