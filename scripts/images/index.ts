export { type BuildOptions, type BuiltImage, buildImages } from './build-images.ts';
export { type Deployable, readDeployables } from './deployables.ts';
export { readRevision } from './inputs.ts';
