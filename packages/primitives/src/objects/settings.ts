import type { AddressRanges } from './address-ranges.ts';
import type { ResolveHost } from './named-hosts.ts';

/** What an operator knows of the platform that it works in; part of its configuration. */
export interface PlatformSettings {
  /** The lane: `dev`, `staging`, `prod`. */
  readonly environment: string;
  /** Images may come from these only: `registry.example.com/ameide`. */
  readonly imageRegistries: readonly string[];
  readonly oidcIssuer: string;
  /** What services sign their calls to each other with: a Secret of this name is in every namespace of product code. */
  readonly internalSecret: { readonly name: string; readonly key: string };
  readonly otlpEndpoint?: string | undefined;
  /** Where the Gateway is, unless a route names another one. */
  readonly gatewayNamespace: string;
  /** Where the pods of Gateways are; they may call everything. */
  readonly gatewayPodsNamespace: string;
  /** Where Prometheus is; it may read metrics. */
  readonly monitoringNamespace: string;
  /** Which addresses no workload calls as if they were outside of the cluster. */
  readonly addressRanges: AddressRanges;
  /** How names of hosts outside of the cluster are looked up; by the DNS of the operator's process unless told. */
  readonly resolveHost?: ResolveHost;
  /** Where identity, telemetry, brokers and Temporal are; everything may call them. */
  readonly platformNamespaces: readonly string[];
}
