import { join } from 'node:path';
import { goModule } from './go-module.ts';

/** helmfile, which has replace directives and so cannot be built by `go install`. */
export const helmfile = goModule({
  name: 'helmfile',
  variable: 'HELMFILE',
  module: join(import.meta.dirname, 'helmfile'),
  programs: ['helmfile'],
  single: 'helmfile',
  packages: ['tool'],
});
