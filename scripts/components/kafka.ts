import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentFolder } from './cache.ts';
import type { Component } from './component.ts';
import { findExecutable } from './executable.ts';
import { mavenDependency } from './maven.ts';

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
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'pom.xml'), project);
  await mavenDependency('copy-dependencies', ['-DincludeScope=runtime', `-DoutputDirectory=${FOLDER}`], FOLDER);
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
