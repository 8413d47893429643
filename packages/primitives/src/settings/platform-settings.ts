import { sharedNamespace } from '../objects/placement.ts';
import type { PlatformSettings } from '../objects/settings.ts';
import type { PlatformEnvironment } from './platform-environment.ts';

/** What builders of objects know of the platform, by the environment of an operator. */
export function platformSettings(environment: PlatformEnvironment): PlatformSettings {
  return {
    environment: environment.AMEIDE_ENVIRONMENT,
    imageRegistries: environment.IMAGE_REGISTRIES,
    oidcIssuer: environment.OIDC_ISSUER,
    internalSecret: { name: environment.INTERNAL_SECRET_NAME, key: environment.INTERNAL_SECRET_KEY },
    otlpEndpoint: environment.OTEL_EXPORTER_OTLP_ENDPOINT,
    gatewayNamespace: environment.GATEWAY_NAMESPACE ?? sharedNamespace(environment.AMEIDE_ENVIRONMENT),
    gatewayPodsNamespace: environment.GATEWAY_PODS_NAMESPACE,
    monitoringNamespace: environment.MONITORING_NAMESPACE,
    platformNamespaces: environment.PLATFORM_NAMESPACES,
    addressRanges: { cluster: environment.CLUSTER_RANGES, reachable: environment.REACHABLE_RANGES },
  };
}
