import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { operators } from '../crds/operators.ts';
import { readDeclarations } from '../house/declarations.ts';
import { parseSource } from '../house/layers/source.ts';
import { readManifest, readWorkspace, root } from '../house/workspace.ts';
import { readDeployables } from './deployables.ts';
import { type Inputs, readInputs } from './inputs.ts';

const deployables = await readDeployables();

describe('deployables', () => {
  it('are the services that declare themselves, the operators, and all operators as one process', async () => {
    const { services } = await readDeclarations();
    const expected = [
      ...services.map(({ declaration }) => declaration.name),
      ...operators.map(({ name }) => `${name}-operator`),
    ];
    assert.deepEqual(
      deployables.map(({ name }) => name),
      [...expected, 'operators'].sort(),
    );
  });
});

describe('what an image is made from', async () => {
  const packages = new Map((await readWorkspace()).map(({ name, folder }) => [name, folder]));
  const needed = new Map<string, readonly string[]>();
  /** Files of the checkout, or folders, that a file needs at run time. */
  const neededBy = async (path: string): Promise<readonly string[]> => {
    const known = needed.get(path);
    if (known) return known;
    const text = await readFile(join(root, path), 'utf8');
    const imported = parseSource(path, text).imports.filter(({ typeOnly }) => !typeOnly);
    const addressed = [
      ...text.replaceAll(/^ *\/?\*.*$/gm, '').matchAll(/new URL\('(\.[^']+)', import\.meta\.url\)/g),
    ].map(([, to]) => to!);
    const specifiers = [...imported.map(({ specifier }) => specifier), ...addressed];
    const found = (await Promise.all(specifiers.map((specifier) => resolve(path, specifier)))).filter(
      (one) => one !== undefined,
    );
    needed.set(path, found);
    return found;
  };
  const resolve = async (from: string, specifier: string): Promise<string | undefined> => {
    if (specifier.startsWith('.')) return join(dirname(from), specifier);
    const [, name = '', subpath = ''] = /^(@ameide\/[^/]+)(\/.*)?$/.exec(specifier) ?? [];
    const folder = packages.get(name);
    if (folder === undefined) return undefined;
    const { exports = {} } = (await readManifest(folder)) as { exports?: Record<string, string | { default: string }> };
    const exact = exports[`.${subpath}`];
    if (typeof exact === 'string') return join(folder, exact);
    const [pattern, target] = Object.entries(exports).find(([key]) => key.includes('*')) ?? ['', ''];
    assert.ok(typeof target === 'string' && pattern === './*', `${specifier} is exported`);
    return join(folder, target.replace('*', subpath.slice(1)));
  };

  for (const deployable of deployables) {
    it(`${deployable.name}: everything that it imports, and nothing for tests`, async () => {
      const { sources, manifests, web }: Inputs = await readInputs(deployable);
      const there = new Set([...sources, ...manifests]);
      const has = (path: string) =>
        there.has(path) || sources.some((source) => source.startsWith(`${path.replace(/\/$/, '')}/`));
      for (const path of sources.filter((one) => one.endsWith('.ts'))) {
        for (const file of await neededBy(path)) {
          const ofTheWeb = web !== undefined && file.startsWith(`${web}/dist/`);
          assert.ok(ofTheWeb || has(file), `${path} needs ${file}`);
        }
      }
      assert.ok(there.has(`${deployable.folder}/src/main.ts`));
      assert.deepEqual(
        [...there].filter((path) => /\.(test|fixture)\.ts$|\/(test|testing|fixtures)\/|\.npmrc|\.env/.test(path)),
        [],
      );
    });
  }
});
