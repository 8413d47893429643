import { LayoutCommittedSchema, ModelCommittedSchema } from '@ameide/contracts/events/v1/graph';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import {
  ProjectionService,
  type WatchProjectionRequestSchema,
  type WatchProjectionResponse,
} from '@ameide/contracts/projection/v1/projection_service';
import { createLogFeed } from '@ameide/event-feed';
import { createEventStore, eventStoreMigrations, type NewEvent, streamName } from '@ameide/event-store';
import { type Change, diff, emptyGraph, emptyLayout, type Graph, type Layout } from '@ameide/graph-model';
import { sampleGraph, sampleLayout } from '@ameide/graph-model/testing';
import { graphToWire, layoutMutationToWire, layoutToWire, semanticMutationToWire } from '@ameide/graph-model/wire';
import { createPool, migrate } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { createAuthenticator, createInternalCaller } from '@ameide/service-kit/auth';
import { createInProcessTransport, createRpcPipeline, createRpcServer, type RpcServer } from '@ameide/service-kit/rpc';
import { migrateService } from '@ameide/service-kit/service';
import { createLogger } from '@ameide/service-kit/telemetry';
import { create, type DescService, type MessageInitShape, toJson } from '@bufbuild/protobuf';
import {
  type CallOptions,
  Code,
  ConnectError,
  createClient,
  createRouterTransport,
  type Transport,
} from '@connectrpc/connect';
import type { FeedShare } from '../src/app/feed-share.ts';
import { declaration } from '../src/declaration.ts';
import { createProjectionService } from '../src/service.ts';

export { refusedWith } from '@ameide/service-kit/testing';

const secret = 'a-secret-that-only-this-test-knows';
export type Person = keyof typeof people;
export const [alice, carol, nobody] = ['alice', 'carol', 'nobody'] as const;
const people = {
  alice: { tenantId: 'acme', actorId: 'alice', roles: ['graph.viewer'] },
  carol: { tenantId: 'globex', actorId: 'carol', roles: ['graph.viewer'] },
  nobody: { tenantId: 'acme', actorId: 'nobody', roles: [] },
} as const;

const GRAPHPATCH_ROLE = 'ameide_graphpatch';

/** The service on a database of its own, and the log of a graphpatch service that only this test writes. */
export async function startHarness({
  heartbeatMs = 60_000,
  ownServer = false,
  feedShare,
}: {
  readonly heartbeatMs?: number;
  readonly ownServer?: boolean;
  readonly feedShare?: FeedShare;
} = {}) {
  const database = await createTestDatabase({
    name: 'projection',
    roles: [declaration.databaseRole, GRAPHPATCH_ROLE],
    ownServer,
  });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'test-admin', max: 2 });
  const migrations = eventStoreMigrations('graphpatch');
  await migrate(admin, { schema: 'graphpatch', role: GRAPHPATCH_ROLE, migrations });
  await migrateService(admin, declaration);
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'test', max: 20 });
  const logPool = createPool({ connectionString: database.urlOf(GRAPHPATCH_ROLE), applicationName: 'test', max: 20 });
  const log = createEventStore({ pool: logPool, schema: 'graphpatch' });
  const logger = createLogger({ service: 'test', level: 'silent' });
  const authenticator = createAuthenticator({ issuers: [], internalSecret: secret });
  const internalCaller = createInternalCaller(secret);
  const pipeline = createRpcPipeline({ authenticator, logger });
  const as = (person: Person, signal?: AbortSignal): CallOptions =>
    internalCaller.options(people[person], signal && { signal });
  const open = (beat = heartbeatMs) => {
    const service = createProjectionService({
      pool,
      feed: createLogFeed({ graph: log }),
      graphpatchTransport: graphpatch,
      internalCaller,
      logger,
      heartbeatMs: beat,
      ...(feedShare && { feedShare }),
    });
    const transport = createInProcessTransport(() => [service.routes], pipeline);
    const client = <S extends DescService>(rpcService: S) => createClient(rpcService, transport);
    return { service, client, projections: client(ProjectionService) };
  };
  const models = new Map<string, ModelContent>();
  const graphpatch = createGraphpatch(models);
  const first = open();
  let server: RpcServer | undefined;
  return {
    admin,
    pool,
    log,
    as,
    /** What the graphpatch service would answer, by tenant and ref; `createModel` keeps it up to date. */
    models,
    ...first,
    /** Another replica on the same database. */
    open,
    /** Serves the first replica over HTTP. Returns where. */
    async serve(): Promise<string> {
      const services = { projection: first.service };
      server = createRpcServer({ pipeline, services, logger, port: 0, host: '127.0.0.1' });
      return `http://127.0.0.1:${(await server.start()).port}`;
    },
    /** What a call of a person carries over HTTP. */
    headersOf: (person: Person) => Object.fromEntries(new Headers(as(person).headers)),
    /** The version that the read model has of a model. */
    async newestVersion({ artifactId }: { readonly artifactId: string }): Promise<number> {
      const sql = 'select version from projection.models where artifact_id = $1';
      return (await admin.query<{ version: number }>(sql, [artifactId])).rows[0]?.version ?? 0;
    },
    /** Collects the events of a watch until `until` says that it is enough, then closes it. */
    async watch(
      request: MessageInitShape<typeof WatchProjectionRequestSchema>,
      until: (events: readonly WatchProjectionResponse['event'][]) => boolean,
      { person = alice as Person, client = first.projections } = {},
    ): Promise<WatchProjectionResponse['event'][]> {
      const enough = new AbortController();
      const events: WatchProjectionResponse['event'][] = [];
      try {
        for await (const { event } of client.watchProjection(request, as(person, enough.signal))) {
          events.push(event);
          if (until(events)) break;
        }
      } finally {
        enough.abort();
      }
      return events;
    },
    stop: async () => {
      await server?.stop();
      await first.service.stop();
      await Promise.all([pool.end(), logPool.end(), admin.end()]);
      await database.drop();
    },
  };
}

interface ModelContent {
  readonly version: number;
  readonly graph: Graph;
  readonly layout: Layout;
  /** Versions by name. */
  readonly baselines?: Readonly<Record<string, number>>;
}

/** As far as the projection calls it. */
function createGraphpatch(models: ReadonlyMap<string, ModelContent>): Transport {
  return createRouterTransport((router) =>
    router.service(ModelService, {
      getModel({ ref }, { requestHeader }) {
        const model = models.get(`${requestHeader.get('x-tenant-id')}/${ref}`);
        if (model === undefined) throw new ConnectError('There is no such model.', Code.NotFound);
        const { version, graph, layout } = model;
        return {
          ...{ ref: `${ref}@${version}`, version, notation: 'bpmn' },
          graph: graphToWire(graph),
          layout: layoutToWire(layout),
        };
      },
      listCommits({ ref }, { requestHeader }) {
        const [model = '', baseline = ''] = ref.split('@');
        const known = models.get(`${requestHeader.get('x-tenant-id')}/${model}`)?.baselines?.[baseline];
        if (known === undefined) throw new ConnectError('There is no such version.', Code.NotFound);
        return { commits: [{ version: known }] };
      },
    }),
  );
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

/** A model of the graphpatch service, as far as its log tells of it. */
export function createModel(
  { log, models }: Pick<Harness, 'log' | 'models'>,
  tenant = 'acme',
  artifactId: string = crypto.randomUUID(),
) {
  let [version, graph, layout]: [number, Graph, Layout] = [0, emptyGraph, emptyLayout];
  return {
    tenant,
    artifactId,
    ref: `artifacts/${artifactId}/main`,
    get version() {
      return version;
    },
    get graph() {
      return graph;
    },
    get layout() {
      return layout;
    },
    /** Appends a commit that makes the model so, the layout first, in one transaction. */
    async commit(
      next: { readonly graph: Graph; readonly layout?: Layout },
      comment = '',
      /** What the event says of the change, where that shall not be true. */
      told?: (change: Change) => Change,
    ) {
      const after = { graph: next.graph, layout: next.layout ?? layout };
      const change = told?.(diff({ graph, layout }, after)) ?? diff({ graph, layout }, after);
      await appendCommit(log, tenant, artifactId, version + 1, change, comment);
      ({ graph, layout } = after);
      version += 1;
      models.set(`${tenant}/${this.ref}`, { version, graph, layout });
    },
    /** Renames a node in a commit of its own. */
    async rename(id: string, name: string) {
      await this.commit({ graph: renamed(graph, id, name) }, `rename ${name}`);
    },
    async import() {
      await this.commit({ graph: sampleGraph, layout: sampleLayout }, 'import');
    },
  };
}

export type TestModel = ReturnType<typeof createModel>;

export function renamed(graph: Graph, id: string, name: string): Graph {
  return { ...graph, nodes: new Map(graph.nodes).set(id, { ...graph.nodes.get(id)!, name }) };
}

/** Appends what the graphpatch service would, and answers with whether the model had the version before. */
export async function appendCommit(
  log: Harness['log'],
  tenant: string,
  artifactId: string,
  version: number,
  change: Change,
  comment = '',
): Promise<boolean> {
  const commitId = crypto.randomUUID();
  const layout = create(LayoutCommittedSchema, {
    artifactId,
    branch: 'main',
    semanticVersion: version,
    commitId,
    changes: change.layout.map(layoutMutationToWire),
  });
  const model = create(ModelCommittedSchema, {
    artifactId,
    branch: 'main',
    version,
    commitId,
    notation: 'bpmn',
    authorId: 'alice',
    comment,
    changes: change.semantic.map(semanticMutationToWire),
  });
  const metadata = { correlationId: `correlation-${version}` };
  const event = (type: string, data: unknown): NewEvent => ({ type, data: data as object, metadata });
  const id = `${artifactId}/main`;
  const result = await log.append(tenant, {
    streams: [
      ...(change.layout.length === 0
        ? []
        : [
            {
              stream: streamName('layout', tenant, id),
              expectedVersion: 'any' as const,
              events: [event('LayoutCommitted', toJson(LayoutCommittedSchema, layout))],
            },
          ]),
      {
        stream: streamName('model', tenant, id),
        expectedVersion: version - 1,
        events: [event('ModelCommitted', toJson(ModelCommittedSchema, model))],
      },
    ],
  });
  return result.outcome === 'appended';
}

export const deltaVersions = (events: readonly WatchProjectionResponse['event'][]): number[] =>
  events.flatMap((event) => (event.case === 'delta' ? [event.value.toVersion] : []));
