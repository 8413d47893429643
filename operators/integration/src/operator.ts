import { CONFIG_MAP, SECRET, secretRefs, workloadOperator } from '@ameide/primitives/objects';
import { desired, INTEGRATION_PARTS } from './desired.ts';
import { parameterSecrets } from './parameters.ts';
import type { IntegrationPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { sourceRefusal } from './refusal.ts';
import { integration } from './resource.ts';
import type { IntegrationSettings } from './settings.ts';
import { sourceRefs } from './source.ts';
import { status } from './status.ts';

/** The operator of Integrations on a platform. */
export function integrationOperator(settings: IntegrationSettings, ports: IntegrationPorts) {
  const { runtimes, now = () => new Date() } = ports;
  return workloadOperator(integration, settings, {
    owns: INTEGRATION_PARTS,
    refusal: (object) => sourceRefusal(object, settings),
    reads: [SECRET, CONFIG_MAP],
    references: (object) => [...sourceRefs(object), ...secretRefs(parameterSecrets(object))],
    prepare: (object, context, signal) => prepare(object, context, signal, { settings, runtimes, now }),
    desired: (object, observed) => desired(object, observed, settings),
    status: (object, observed) => status(object, observed, settings),
  });
}
