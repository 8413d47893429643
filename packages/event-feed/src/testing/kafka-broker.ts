import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@ameide/test-kit';

/** A real broker on this machine, with data of its own. */
export interface KafkaBroker {
  /** `host:port`; stays the same over restarts. */
  readonly address: string;
  /** Kills it (SIGKILL). Its data stay. */
  kill(): Promise<void>;
  /** Starts it again on its data, and waits until it serves. */
  restart(): Promise<void>;
  /** Kills it and removes its data. */
  close(): Promise<void>;
}

/** Why a suite that needs a broker cannot run here; false when it can. `pnpm test` says where the server is. */
export function kafkaSkipReason(): string | false {
  return process.env.KAFKA_JARS ? false : 'needs Kafka (pnpm components)';
}

/**
 * A broker that is its own controller (KRaft), on free ports. It ends with this process, however that ends.
 * @param jars the folder of the server's jars
 */
export async function startKafkaBroker(jars = process.env.KAFKA_JARS): Promise<KafkaBroker> {
  const directory = await mkdtemp(join(tmpdir(), 'ameide-kafka-'));
  const [port, controllerPort] = await Promise.all([freePort(), freePort()]);
  const properties = join(directory, 'server.properties');
  await writeFile(properties, settings(directory, port, controllerPort));
  await run(
    jars,
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    'AmeideTestsAmeideTestsAA',
    '--config',
    properties,
  );
  let server = await serve(jars, properties);
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.stdin!.end();
    await gone;
  };
  return {
    address: `127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill();
      server = await serve(jars, properties);
    },
    async close() {
      await kill();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const settings = (directory: string, port: number, controllerPort: number) => `
process.roles=broker,controller
node.id=1
listeners=BROKER://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=BROKER://127.0.0.1:${port}
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:${controllerPort}
log.dirs=${join(directory, 'data')}
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.session.timeout.ms=1000
broker.heartbeat.interval.ms=200
num.network.threads=2
num.io.threads=2
log.cleaner.enable=false
auto.create.topics.enable=false
`;

function java(jars: string | undefined, ...args: readonly string[]): readonly string[] {
  const options = ['-Xmx256m', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Dlog4j2.level=INFO'];
  return ['java', ...options, '-cp', `${jars}/*`, ...args];
}

/** The server, once it serves. It ends when its standard input does. */
async function serve(jars: string | undefined, properties: string): Promise<ChildProcess> {
  const untilClosed = '"$@" </dev/null & read -r _; kill -9 $!; wait 2>/dev/null';
  const server = spawn('sh', ['-c', untilClosed, 'sh', ...java(jars, 'kafka.Kafka', properties)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said = (said + chunk).slice(-20_000);
      if (said.includes('Kafka Server started')) resolve();
      else if (said.includes('Exiting Kafka') || /FATAL|Exception in thread/.test(said)) reject(new Error(said));
    };
    for (const output of [server.stdout, server.stderr]) output.on('data', hear);
    server.once('exit', () => reject(new Error(`the broker has ended: ${said}`)));
  });
  return server;
}

async function run(jars: string | undefined, ...args: readonly string[]): Promise<void> {
  const [command, ...rest] = java(jars, ...args);
  const child = spawn(command!, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args.join(' ')} failed: ${(await output).flat().join('')}`);
}
