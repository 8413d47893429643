import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';

const VERSION = 'v1.8.0';
const FOLDER = join(import.meta.dirname, `../../.components/versitygw-${VERSION}`);
const PROGRAM = join(FOLDER, 'versitygw');

/** An S3 server that keeps buckets in a folder, built from its Go module. */
export const versitygw: Component = {
  name: 'versitygw',
  variable: 'VERSITYGW_PATH',
  find: () => findExecutable(process.env.VERSITYGW_PATH, PROGRAM, 'versitygw'),
  howToGet: 'pnpm components, which needs Go 1.25 or newer, or set VERSITYGW_PATH to a versitygw that you have',
  async install() {
    if (!(await findExecutable('go'))) {
      throw new Error(
        'there is no "go" on the PATH; install Go 1.25 or newer (https://go.dev/dl), then run "pnpm components" again',
      );
    }
    await mkdir(FOLDER, { recursive: true });
    const module = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
    const { status, error } = spawnSync('go', ['install', '-trimpath', '-ldflags=-s -w', module], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, CGO_ENABLED: '0', GOBIN: FOLDER },
    });
    if (error || status !== 0)
      throw new Error('versitygw could not be built; what Go said stands above', { cause: error });
  },
};
