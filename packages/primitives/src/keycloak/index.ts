export { type AdminClient, type AdminCredentials, createAdminClient } from './admin-client.ts';
export { bringMappers, type ClientRef, type Clients, createClients, type WantedClient } from './clients.ts';
export { keycloakCredentials, keycloakEnvironment } from './environment.ts';
export { conflict, type Mark } from './mark.ts';
export {
  audienceMapper,
  type Client,
  type ClientScope,
  includes,
  type ProtocolMapper,
  type Realm,
  type Role,
  tenantMapper,
} from './representations.ts';
