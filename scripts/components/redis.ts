import { debianPackage } from './debian-package.ts';

/** Redis 7 or newer. Suites start servers of their own. */
export const redis = debianPackage({
  name: 'redis',
  variable: 'REDIS_SERVER_PATH',
  packages: ['redis-server'],
  executables: ['redis-server'],
});
