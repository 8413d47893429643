import { goProgram } from './go-program.ts';

/** An S3 server that keeps buckets in a folder. */
export const versitygw = goProgram({
  name: 'versitygw',
  variable: 'VERSITYGW_PATH',
  module: 'github.com/versity/versitygw/cmd/versitygw',
  version: 'v1.8.0',
});
