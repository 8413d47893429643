import { debianPackage } from './debian-package.ts';

/** Builds images of Dockerfiles, without a daemon. */
export const buildah = debianPackage({
  name: 'buildah',
  variable: 'BUILDAH',
  packages: ['buildah'],
  executables: ['buildah'],
});
