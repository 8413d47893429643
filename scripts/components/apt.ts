import { findExecutable } from './executable.ts';
import { run } from './run.ts';

/** Installs packages of Debian. Asks nothing, and waits for another apt-get instead of failing beside it. @throws Error that says what to do */
export async function aptInstall(packages: readonly string[]): Promise<void> {
  if (!(await findExecutable('apt-get'))) {
    throw new Error(`there is no apt-get on this machine: get ${packages.join(', ')} in the way of your system`);
  }
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !(await findExecutable('sudo'))) {
    throw new Error(`only root may install packages: apt-get install ${packages.join(' ')}`);
  }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args];
    const [program, ...rest] = isRoot ? command : ['sudo', ...command];
    run(program!, rest);
  }
}
