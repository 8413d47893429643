import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';

const VERSION = '4.3.1';
const FOLDER = componentFolder(`kafka-${VERSION}`);
const STAMP = join(FOLDER, 'built-from');

/** Apache Kafka's own server, as the folder of its jars: `java -cp '<folder>/*' kafka.Kafka <properties>`. */
export const kafka: Component = {
  name: 'kafka',
  variable: 'KAFKA_JARS',
  async find() {
    const given = process.env.KAFKA_JARS;
    if (!(await findExecutable('java'))) return null;
    if (given) return (await isKafka(given)) ? given : null;
    const stamp = await readFile(STAMP, 'utf8').catch(() => null);
    return stamp === VERSION && (await isKafka(FOLDER)) ? FOLDER : null;
  },
  howToGet:
    'pnpm components, which needs Java 17 or newer and Maven, or set KAFKA_JARS to the folder libs of a Kafka 4 distribution',
  install,
};

async function install(): Promise<void> {
  for (const program of ['java', 'mvn']) {
    if (await findExecutable(program)) continue;
    throw new Error(
      `there is no "${program}" on the PATH; install Java 17 or newer and Maven, then run "pnpm components" again`,
    );
  }
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'pom.xml'), project);
  const args = [
    '--quiet',
    '--batch-mode',
    'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${FOLDER}`,
  ];
  const { status, error } = spawnSync('mvn', args, { cwd: FOLDER, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0)
    throw new Error(`"mvn ${args.join(' ')}" did not work; what it said stands above`, { cause: error });
  await writeFile(STAMP, VERSION);
}

/** A project of nothing but the server, and what writes its log to its standard output. */
const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>io.ameide</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.4</version></dependency>
  </dependencies>
</project>
`;

async function isKafka(folder: string): Promise<boolean> {
  const files = await readdir(folder).catch(() => []);
  return files.some((file) => /^kafka_2\.13-.*\.jar$/.test(file));
}
