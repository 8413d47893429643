import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a Tiltfile asks Tilt for. */
export interface Asked {
  readonly settings: { readonly constraint: string; readonly k8s_upsert_timeout_secs: number };
  readonly contexts: readonly string[];
  readonly extensions: readonly { readonly name: string; readonly url: string; readonly ref: string }[];
  readonly local: Readonly<Record<string, LocalResource>>;
  readonly helm: Readonly<Record<string, HelmResource>>;
}

export interface LocalResource {
  readonly cmd: string;
  readonly deps: readonly string[];
  readonly trigger: 'auto' | 'manual';
  readonly resource_deps: readonly string[];
  readonly auto_init: boolean;
}

export interface HelmResource {
  readonly command: readonly string[];
  readonly deps: readonly string[];
  readonly resource_deps: readonly string[];
  readonly image_deps: readonly string[] | null;
  readonly image_keys: readonly string[] | null;
}

export interface TiltOptions {
  /** The interpreter. */
  readonly starlark: string;
  /** The text of the Tiltfile. */
  readonly text: string;
  /** Of kubectl, when it begins. */
  readonly context: string;
  /** What stands after `tilt up --`. */
  readonly arguments: Readonly<Record<string, readonly string[]>>;
}

const standIns = join(import.meta.dirname, 'stand-ins.star');

/**
 * Runs a Tiltfile in the interpreter that Tilt is made with, with stand-ins for what Tilt has built in. What Tilt would do with
 * what it is asked for is not shown by this.
 * @throws Error of the interpreter, with the place
 */
export async function runTiltfile({ starlark, text, context, arguments: given }: TiltOptions): Promise<Asked> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-tilt-'));
  try {
    const body = text.replace(/\b(v1alpha1|config)\./g, '$1_').replace(/^load\('ext:\/\/.*$/gm, '');
    const variables = `CONTEXT = ${JSON.stringify(context)}\nARGUMENTS = ${JSON.stringify(given)}\n`;
    const program = `${variables}${await readFile(standIns, 'utf8')}\n${body}\nprint(json.encode(ASKED))\n`;
    const file = join(folder, 'Tiltfile.star');
    await writeFile(file, program);
    const { stderr } = await promisify(execFile)(starlark, ['-globalreassign', file]);
    return JSON.parse(stderr.trim().split('\n').at(-1)!) as Asked;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
