import { domainOperator } from '@ameide/operator-domain';
import type { AnyOperator } from '@ameide/operator-kit';
import { processOperator } from '@ameide/operator-process';
import { uiSurfaceOperator } from '@ameide/operator-uisurface';

/** Rights and Deployments are the same on every platform. */
const anyPlatform = {
  environment: 'dev',
  imageRegistries: [],
  oidcIssuer: 'https://id.example.com',
  internalSecret: { name: 'ameide-internal', key: 'secret' },
  gatewayNamespace: 'gateway',
  monitoringNamespace: 'monitoring',
  platformNamespaces: [],
};

/** Other systems are asked by operators at work only. */
const nobody = undefined as never;

/** Every operator; each has its folder in `operators/`. */
export const operators: readonly AnyOperator[] = [
  domainOperator(anyPlatform),
  processOperator(anyPlatform, { temporal: nobody, address: { address: 'temporal:7233', tls: false } }),
  uiSurfaceOperator(anyPlatform),
];
