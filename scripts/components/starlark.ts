import { goProgram } from './go-program.ts';

/** An interpreter of the language of Tiltfiles. Tilt itself is not to be had as a Go module. */
export const starlark = goProgram({
  name: 'starlark',
  variable: 'STARLARK',
  module: 'go.starlark.net/cmd/starlark',
  version: 'v0.0.0-20260908191801-89a6a09411d5',
});
