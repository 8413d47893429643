export { type ProcessSpec, type ProcessStatus, processKind } from './resource.ts';
