import { ENVOY_GATEWAY_VERSION } from './envoy-gateway.ts';
import { goProgram } from './go-program.ts';

/** Translates Gateways, routes and policies to what Envoy is told, without a cluster. */
export const egctl = goProgram({
  name: 'egctl',
  variable: 'EGCTL',
  module: 'github.com/envoyproxy/gateway/cmd/egctl',
  version: ENVOY_GATEWAY_VERSION,
});
