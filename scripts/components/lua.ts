import { goProgram } from './go-program.ts';

/** The Lua that Argo CD has in it. */
export const lua = goProgram({
  name: 'lua',
  variable: 'LUA',
  module: 'github.com/yuin/gopher-lua/cmd/glua',
  version: 'v1.1.1',
});
