import type { ConnectRouter } from '@connectrpc/connect';
import type { HttpApi } from '../http-api/http-api.ts';

/** Registers the RPCs of a service. */
export type Routes = (router: ConnectRouter) => void;

/** What `create<Name>Service(deps)` returns. */
export interface Service {
  readonly routes: Routes;
  /** What it serves beside RPCs. */
  readonly http?: readonly HttpApi[];
  start(): Promise<void>;
  /**
   * Ends its streams with Unavailable `server_stopping`, and gives back what another replica can go on with at once. Other calls are
   * answered until `stop`.
   */
  drain?(): Promise<void>;
  /** Drains, if it has not, and finishes its work. A server calls it when no call is open any more. */
  stop(): Promise<void>;
  /** Throws when something that it depends on is not there. */
  ready(): Promise<void>;
  /** What is worse than it should be although it can serve, in words for people; shown at `/readyz`. */
  degraded?(): Promise<string | undefined>;
  /** For operators, at `/status`: how it is, in fields of JSON that anybody may see; nothing of tenants. */
  status?(): Promise<object>;
}
