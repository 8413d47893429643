import { z } from 'zod';
import { LANE_PATTERN } from '../fields/lane.ts';
import { OWN_SECRET_PREFIX } from '../fields/reserved-names.ts';

const namespace = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be the name of a namespace');
/** The name of a Secret of the platform's own: no spec can name it. */
export const ownSecret = z
  .string()
  .regex(
    new RegExp(`^${OWN_SECRET_PREFIX}[-.a-z0-9]{0,245}[a-z0-9]$`),
    `must be the name of a Secret that begins with ${OWN_SECRET_PREFIX}, as no spec can name it`,
  );

/** `a, b` as a list. */
const listOf = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item));

const addresses = listOf(z.union([z.cidrv4(), z.cidrv6()], 'must be CIDRs such as 10.20.0.0/16'));

/** The variables by which an operator knows its platform; the same for every operator. */
export const platformEnvironment = {
  /** The lane: `dev`, `staging`, `prod`, `preview-12`. It is part of the names of namespaces, so there is no default. */
  AMEIDE_ENVIRONMENT: z
    .string()
    .regex(new RegExp(`^${LANE_PATTERN}$`), 'must be a lane such as dev, staging, prod or preview-12'),
  /** With commas between: where images may come from. No default, since all else is refused. */
  IMAGE_REGISTRIES: listOf(
    z.string().regex(/^[a-z0-9][^\s@/]*(\/[^\s@/]+)*$/, 'must be registries such as registry.example.com/ameide'),
  ),
  OIDC_ISSUER: z.url(),
  /** The Secret in every namespace of product code that services sign their calls to each other with. */
  INTERNAL_SECRET_NAME: ownSecret.default(`${OWN_SECRET_PREFIX}internal`),
  INTERNAL_SECRET_KEY: z
    .string()
    .regex(/^[-._a-zA-Z0-9]{1,253}$/, 'must be a key of a Secret')
    .default('secret'),
  /** Where workloads send traces; the operator its own, too. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** Where the Gateway `ameide` is, unless a route says otherwise; `ameide-<lane>` unless told. */
  GATEWAY_NAMESPACE: namespace.optional(),
  /** Where the pods of Gateways are, which call workloads. */
  GATEWAY_PODS_NAMESPACE: namespace.default('envoy-gateway-system'),
  MONITORING_NAMESPACE: namespace.default('observability'),
  /** With commas between: where identity, telemetry, brokers and Temporal are. */
  PLATFORM_NAMESPACES: listOf(namespace).default(['identity', 'kafka', 'observability', 'temporal']),
  /** With commas between, CIDRs: where the cluster's own pods, Services and nodes are, which no workload calls as if outside. */
  CLUSTER_RANGES: addresses.default([]),
  /** The same: private addresses outside of the cluster that workloads may call; all others are refused. */
  REACHABLE_RANGES: addresses.default([]),
};

const fields = z.object(platformEnvironment);
export type PlatformEnvironment = Readonly<z.output<typeof fields>>;
