export { type ProjectionSpec, type ProjectionStatus, projection } from './resource.ts';
