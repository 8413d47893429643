import type { Values } from './helm.ts';

const infrastructure = {
  redis: { url: 'redis://redis.ameide-infra:6379' },
  kafka: { brokers: 'kafka.ameide-infra:9092' },
};

/** What holds for a lane in which all is there: a realm inside the cluster, telemetry, a Gateway. */
export const DEV: Values = {
  global: {
    lane: 'dev',
    domain: 'dev.example.com',
    oidc: { internalUrl: 'http://keycloak.ameide-infra:8080/realms/ameide' },
    otel: { endpoint: 'http://otel.ameide-infra:4318' },
    gatewayRef: { name: 'ameide', namespace: 'ameide-dev' },
    ...infrastructure,
  },
};

/** For the chart of the whole product: operators want to be told the issuer. */
export const WHOLE_PRODUCT: Values = {
  global: {
    lane: 'dev',
    domain: 'dev.example.com',
    oidc: { issuer: 'https://auth.dev.example.com/realms/ameide' },
    ...infrastructure,
  },
};

/** A lane whose people sign in elsewhere. */
export const PROD: Values = {
  global: {
    lane: 'prod',
    domain: 'example.com',
    oidc: { issuer: 'https://id.example.org/realms/ameide', clientId: 'ameide', audience: 'ameide' },
    ...infrastructure,
  },
};

export const LOCAL: Values = {
  global: { lane: 'local', domain: 'ameide.localhost', publicPort: 8443, ...infrastructure },
};

/** Switches on what needs kinds of others. */
export const WITH_OTHERS: Values = { serviceMonitor: { enabled: true }, externalSecrets: { enabled: true } };
