import { debianPackage } from './debian-package.ts';

/** The registry of a cluster. */
export const dockerRegistry = debianPackage({
  name: 'docker-registry',
  variable: 'DOCKER_REGISTRY',
  packages: ['docker-registry'],
  executables: ['docker-registry'],
});
