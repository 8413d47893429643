import { choice, list, object, optional, string } from '@ameide/operator-kit/schema';
import { configMapKey, dnsLabel } from './names.ts';

/** What was designed and is executed here: a definition in the transformation domain. */
export const definition = (description: string) =>
  object(description, {
    id: string('Its id.', { minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9][-._A-Za-z0-9]*$' }),
    version: string('Its version.', { minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9][-._A-Za-z0-9]*$' }),
    configMap: configMapKey('The ConfigMap that holds it.'),
  });

/** Other primitives that a workload calls: each becomes a variable with its address. */
export const uses = optional(
  list(
    'Primitives that it calls. The address of each is in the variable `AMEIDE_<KIND>_<NAME>_URL`.',
    object('A primitive.', {
      kind: choice('Its kind.', ['Domain', 'Process', 'Agent', 'Projection', 'Integration']),
      name: dnsLabel('Its name.'),
      namespace: optional(dnsLabel('Where it is; the same namespace if left out.')),
    }),
    { maxItems: 32, unique: ['kind', 'name'] },
  ),
);
