import { goProgram } from './go-program.ts';

/** Temporal's CLI, which has a server for development in it. */
export const temporal = goProgram({
  name: 'temporal',
  variable: 'TEMPORAL_PATH',
  module: 'github.com/temporalio/cli/cmd/temporal',
  version: 'v1.5.1',
});
