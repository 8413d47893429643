import { spawnSync } from 'node:child_process';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';

export const chromium: Component = {
  name: 'chromium',
  variable: 'CHROMIUM_PATH',
  find: () => findExecutable(process.env.CHROMIUM_PATH, 'chromium', 'chromium-browser', 'google-chrome'),
  howToGet: 'pnpm components, or set CHROMIUM_PATH to a Chromium that you have',
  install: () => installDebianPackage('chromium'),
};

async function installDebianPackage(name: string): Promise<void> {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', name]]) {
    const [command, ...rest] = [...asRoot, 'apt-get', ...args];
    const { status, error } = spawnSync(command!, rest, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (error || status !== 0) {
      throw new Error(`"apt-get ${args.join(' ')}" did not work; install ${name} by hand`, { cause: error });
    }
  }
}
