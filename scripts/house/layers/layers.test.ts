import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { declareService } from '@ameide/service-kit/service';
import { boundaryFaults } from './boundaries.ts';
import { constantFaults } from './constants.ts';
import type { Fault } from './fault.ts';
import { layerFaults } from './imports.ts';
import { purityFaults } from './purity.ts';
import { rpcFileFaults } from './rpc-files.ts';
import { parseSource } from './source.ts';

const places = (faults: readonly Fault[]) => faults.map(({ place, wrong }) => `${place}: ${wrong}`);

describe('layers', () => {
  const inLayer = (file: string, text: string) =>
    layerFaults({ folder: 'services/orders', source: parseSource(`services/orders/src/${file}`, text) });

  const refused: readonly (readonly [file: string, text: string, wrong: string])[] = [
    ['domain/order/decide.ts', "import { rows } from '../../adapters/rows.ts';", 'domain imports adapters'],
    ['domain/order/decide.ts', "import type { Rows } from '../../app/ports.ts';", 'domain imports app'],
    ['domain/order/decide.ts', "import { readFileSync } from 'node:fs';", 'domain imports node:fs'],
    ['domain/order/decide.ts', "import type { Pool } from 'pg';", 'domain imports pg'],
    ['domain/order/decide.ts', "export * from '../../wire/order.ts';", 'domain imports wire'],
    ['domain/order/decide.ts', "type Rows = import('../../adapters/rows.ts').Rows;", 'domain imports adapters'],
    ['domain/order/decide.ts', "const rows = import('../../adapters/rows.ts');", 'domain imports adapters'],
    ['app/send.ts', "import { rows } from '../adapters/rows.ts';", 'app imports adapters'],
    ['app/send.ts', "import type { Order } from '../wire/order.ts';", 'app imports wire'],
    ['app/send.ts', "import { send } from '../rpc/send.ts';", 'app imports rpc'],
    ['app/send.ts', "import { hostname } from 'node:os';", 'app imports node:os'],
    ['app/send.ts', "import { config } from '../config.ts';", 'app imports more than types of config'],
    ['wire/order.ts', "import { send } from '../rpc/send.ts';", 'wire imports rpc'],
    ['wire/order.ts', "import pg from 'pg';", 'wire imports pg'],
    ['rpc/send.ts', "import { rows } from '../adapters/rows.ts';", 'rpc imports adapters'],
    ['rpc/send.ts', "import { withTenant } from '@ameide/postgres';", 'rpc imports @ameide/postgres'],
    ['adapters/rows.ts', "import { send } from '../rpc/send.ts';", 'adapters imports rpc'],
    ['main.ts', "import { rows } from './adapters/rows.ts';", 'main imports adapters'],
    ['migrate.ts', "import './service.ts';", 'migrate imports service'],
  ];
  for (const [file, text, wrong] of refused) {
    it(`refuses ${file} with ${text}`, () => {
      assert.deepEqual(places(inLayer(file, text)), [`services/orders/src/${file}:1: ${wrong}`]);
    });
  }

  it('refuses a folder that is no layer', () => {
    assert.deepEqual(places(inLayer('frames/frame.ts', '')), [
      'services/orders/src/frames/frame.ts: frames is no layer of a service',
    ]);
  });

  it('accepts what a layer is for', () => {
    const accepted = {
      'domain/order/decide.ts': "import { Graph } from '@ameide/graph-model'; import { evolve } from './evolve.ts';",
      'app/send.ts':
        "import type { OrdersConfig } from '../config.ts'; import { decide } from '../domain/order/decide.ts';",
      'wire/order.ts':
        "import type { Known } from '../app/ports.ts'; import { type Order } from '../domain/order/state.ts';",
      'rpc/send.ts': "import { send } from '../app/send.ts'; import { unary } from '@ameide/service-kit/rpc';",
      'adapters/rows.ts':
        "import pg from 'pg'; import { readFile } from 'node:fs/promises'; import '../declaration.ts';",
      'service.ts': "import './adapters/rows.ts'; import './rpc/send.ts'; import './config.ts';",
      'main.ts': "import './service.ts'; import './config.ts'; import './declaration.ts';",
    };
    for (const [file, text] of Object.entries(accepted)) assert.deepEqual(places(inLayer(file, text)), [], file);
  });
});

describe('purity', () => {
  const inDomain = (text: string) => places(purityFaults(parseSource('decide.ts', text)));

  const refused: readonly (readonly [text: string, what: string])[] = [
    ['export const at = () => Date.now();', 'Date.now'],
    ['export const at = () => new Date();', 'new Date()'],
    ['export const at = () => Date();', 'Date()'],
    ['export const clock = { now: Date.now };', 'Date.now'],
    ['export const any = Math.random() < 0.5;', 'Math.random'],
    ['export const id = () => crypto.randomUUID();', 'crypto'],
    ['export const id = () => globalThis.crypto.randomUUID();', 'crypto'],
    ['export const at = () => performance.now();', 'performance'],
    ['export const debug = process.env.DEBUG;', 'process'],
    ['export const get = () => fetch("/");', 'fetch'],
    ['export const later = (f: () => void) => setTimeout(f, 1);', 'setTimeout'],
    ['const wait = setTimeout;', 'setTimeout'],
    ['export function log(t: string) { console.log(t); }', 'console'],
    ['export const all = Promise.all([]);', 'Promise'],
    ['export function load(): Promise<void>;', 'a promise'],
    ['export const f = async () => 1;', 'an async function'],
    ['export async function f() { return 1; }', 'an async function'],
    ['export const x = await 1;', 'await'],
  ];
  for (const [text, what] of refused) {
    it(`refuses ${text}`, () => assert.deepEqual(inDomain(text), [`decide.ts:1: ${what} in pure code`]));
  }

  it('tells the line', () => {
    assert.deepEqual(inDomain('// one\n// two\nexport const at = Date.now();'), ['decide.ts:3: Date.now in pure code']);
  });

  it('accepts times and names that the file was given', () => {
    for (const text of [
      'export const at = (ms: number) => new Date(ms).toISOString();',
      'export const later = (command: { readonly now: number }) => command.now + Math.max(1, 2);',
      'export const run = (process: { readonly name: string }) => process.name;',
      'export const steps = ({ process }: { readonly process: { readonly name: string } }) => process.name;',
      'import { fetch } from "./fetch.ts"; export const got = fetch("a");',
      'export const kinds = { process: 1, console: 2 }; export const n = kinds.process;',
    ]) {
      assert.deepEqual(inDomain(text), [], text);
    }
  });
});

describe('constants', () => {
  const faults = (text: string) => places(constantFaults(parseSource('a.ts', text)));

  it('refuses a primitive in lower case', () => {
    for (const value of [
      '5',
      '-5',
      "'text'",
      '`text`',
      'true',
      '5n',
      '24 * 60 * 60',
      `\`\${DAY_MS} ms\``,
      "'a' as const",
      '2 * HOUR_MS',
    ]) {
      assert.deepEqual(faults(`export const timeout = ${value};`), [
        'a.ts:1: the constant timeout is not in upper case',
      ]);
    }
  });

  it('accepts upper case, and anything that is no constant of a module', () => {
    for (const text of [
      'const LEASE_MS = 15_000;',
      'const extensions = new Set([1]);',
      'const name = process.argv[2];',
      'const pattern = /a/;',
      'const { schema } = declaration;',
      'export function f() { const local = 5; return local; }',
      'let counter = 0;',
    ]) {
      assert.deepEqual(faults(text), [], text);
    }
  });
});

describe('boundaries', () => {
  const projects = ['services/threads', 'services/gateway', 'services/platform', 'packages/sdk', 'operators/agent'].map(
    (folder) => ({ folder, name: `@ameide/${folder.split('/')[1]}` }),
  );
  const crossing = (path: string, specifier: string) => {
    const owner = projects.find(({ folder }) => path.startsWith(folder))!;
    return boundaryFaults(parseSource(path, `import '${specifier}';`), owner, projects).map(({ wrong }) => wrong);
  };

  it('refuses services in services, packages and operators', () => {
    assert.deepEqual(crossing('services/threads/src/a.ts', '@ameide/gateway'), [
      'services/threads imports @ameide/gateway',
    ]);
    assert.equal(crossing('services/threads/test/a.ts', '@ameide/gateway/declaration').length, 1);
    assert.equal(crossing('packages/sdk/src/a.ts', '@ameide/threads').length, 1);
    assert.equal(crossing('operators/agent/src/a.ts', '@ameide/threads').length, 1);
  });

  it('refuses files of another package', () => {
    assert.deepEqual(crossing('services/threads/src/a.ts', '../../../packages/sdk/src/b.ts'), [
      'imports packages/sdk/src/b.ts of another package',
    ]);
  });

  it('accepts the composition of all services, packages, and services in the suites of operators', () => {
    assert.deepEqual(crossing('services/platform/src/a.ts', '@ameide/threads'), []);
    assert.deepEqual(crossing('services/threads/src/a.ts', '@ameide/sdk'), []);
    assert.deepEqual(crossing('operators/agent/test/a.ts', '@ameide/threads'), []);
  });
});

it('wants a file for every RPC that a service has declared', () => {
  const declaration = declareService({
    name: 'models',
    migrations: new URL('file:///none/'),
    rpcServices: [ModelService],
  });
  const files = new Set(
    ['get-model', 'import-model', 'export-model', 'revert-commit'].map((rpc) => `services/models/src/rpc/${rpc}.ts`),
  );
  assert.deepEqual(rpcFileFaults('services/models', declaration, files), [
    {
      place: 'services/models/src/rpc/list-commits.ts',
      wrong: 'is missing: ModelService.ListCommits has no file',
      todo: 'pnpm new rpc ModelService.ListCommits',
    },
  ]);
});
