import { testSettings } from './settings.ts';

/** Nothing listens there: what needs it says so in its status, and holds up nobody. */
const NOWHERE = '127.0.0.1:1';

/** The variables of a process of every operator in the lane `dev`, as the chart would give them; no other system answers. */
export const OPERATOR_VARIABLES = {
  AMEIDE_ENVIRONMENT: testSettings.environment,
  IMAGE_REGISTRIES: testSettings.imageRegistries.join(','),
  OIDC_ISSUER: testSettings.oidcIssuer,
  INTERNAL_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
  GATEWAY_URL: `http://${NOWHERE}`,
  PROJECTION_URL: `http://${NOWHERE}`,
  GRAPHPATCH_URL: `http://${NOWHERE}`,
  TEMPORAL_ADDRESS: NOWHERE,
  KEYCLOAK_URL: `http://${NOWHERE}`,
  KEYCLOAK_CLIENT_ID: 'operator',
  KEYCLOAK_CLIENT_SECRET: 'only-for-tests',
} as const;
