import { findExecutable } from './executable.ts';
import { run } from './run.ts';

/**
 * Gets artifacts by a goal of Maven's dependency plugin, such as `unpack`, into the folder that the options name.
 * @throws Error that says what to install, when Java or Maven is not there
 */
export async function mavenDependency(goal: string, options: readonly string[], cwd: string): Promise<void> {
  for (const program of ['java', 'mvn']) {
    if (await findExecutable(program)) continue;
    throw new Error(
      `there is no "${program}" on the PATH; install Java 17 or newer and Maven, then run "pnpm components" again`,
    );
  }
  const plugin = `org.apache.maven.plugins:maven-dependency-plugin:3.8.1:${goal}`;
  run('mvn', ['--quiet', '--batch-mode', plugin, ...options], { cwd });
}
