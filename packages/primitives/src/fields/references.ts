import { choice, list, object, optional, string } from '@ameide/operator-kit/schema';
import { configMapKey, dnsLabel } from './names.ts';

/** What was designed and is executed here: a definition in the transformation domain. */
export const definition = (description: string) =>
  object(description, {
    id: string('The id of the definition.', { minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9][-._A-Za-z0-9]*$' }),
    version: string('The version of the definition.', {
      minLength: 1,
      maxLength: 64,
      pattern: '^[A-Za-z0-9][-._A-Za-z0-9]*$',
    }),
    configMap: configMapKey('The ConfigMap key that has the definition.'),
  });

/** Other primitives that a workload calls: each becomes a variable with its address. */
export const uses = optional(
  list(
    'Other objects of ameide.io that it calls. The address of each is in the variable `AMEIDE_<KIND>_<NAME>_URL`.',
    object('An object that it calls.', {
      kind: choice('The kind of the object.', ['Domain', 'Process', 'Agent', 'Projection', 'Integration']),
      name: dnsLabel('The name of the object.'),
      namespace: optional(dnsLabel('The namespace of the object; the same one if left out.')),
    }),
    { maxItems: 32, unique: ['kind', 'name'] },
  ),
);
