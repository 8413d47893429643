export {
  ALREADY_EXISTS,
  type Answer,
  type Calls,
  callsOf,
  isRefusal,
  NOT_FOUND,
  type TemporalConnection,
} from './calls.ts';
export { type TemporalAddress, temporalAddress, temporalConnection, temporalEnvironment } from './environment.ts';
