import { randomUUID } from 'node:crypto';
import { type ArtifactEventSchema, ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { createPool } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { createAuthenticator, createInternalCaller } from '@ameide/service-kit/auth';
import { ServiceError } from '@ameide/service-kit/errors';
import { createInProcessTransport, createRpcPipeline, createRpcServer, requestContext } from '@ameide/service-kit/rpc';
import { migrateService } from '@ameide/service-kit/service';
import { createLogger } from '@ameide/service-kit/telemetry';
import type { DescService, MessageInitShape } from '@bufbuild/protobuf';
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import { type CallOptions, createClient } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';
import { createGraphpatchService } from '../src/service.ts';
import { document } from './order-process.ts';

export { refusedWith } from '@ameide/service-kit/testing';
export { document } from './order-process.ts';

export const secret = 'a-secret-that-only-this-test-knows';

export const acmeArtifact = '00000000-0000-4000-8000-00000000000a';
export const globexArtifact = '00000000-0000-4000-8000-00000000000b';
const artifactTenants: Readonly<Record<string, string>> = { [acmeArtifact]: 'acme', [globexArtifact]: 'globex' };

/** The kinds of the tenants' artifacts; a document with a process and nothing else suits the first one. */
const kinds: Readonly<Record<string, string>> = { acme: 'bpmn::process', globex: 'bpmn::collaboration' };

type ScriptedEvent = MessageInitShape<typeof ArtifactEventSchema> & {
  readonly id: string;
  readonly happenedAt: Timestamp;
};
/** What the scripted threads service knows of each artifact, the newest first. */
export const artifactEvents: ScriptedEvent[] = [];

function isEarlier(
  event: ScriptedEvent,
  { happenedAt, id }: { happenedAt?: Timestamp | undefined; id: string },
): boolean {
  const [own, other] = [timestampMs(event.happenedAt), timestampMs(happenedAt!)];
  return own < other || (own === other && event.id < id);
}

/** The agent that acts on behalf of a person, in a run. */
export const agent = { runId: '00000000-0000-4000-8000-000000000001', agentId: 'bpmn' };
type Acting = Partial<typeof agent>;

export type Person = keyof typeof people;
export const [alice, bob, carol, nobody] = ['alice', 'bob', 'carol', 'nobody'] as const;
export const people = {
  alice: { tenantId: 'acme', actorId: 'alice', roles: ['graph.editor'] },
  bob: { tenantId: 'acme', actorId: 'bob', roles: ['graph.viewer'] },
  dora: { tenantId: 'acme', actorId: 'dora', roles: ['graph.editor'] },
  carol: { tenantId: 'globex', actorId: 'carol', roles: ['graph.editor'] },
  nobody: { tenantId: 'acme', actorId: 'nobody', roles: [] },
} as const;

/** The service on a database of its own, with artifacts that a scripted threads service knows. */
export async function startHarness() {
  const database = await createTestDatabase({ name: 'graphpatch', roles: [declaration.databaseRole] });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'test-admin', max: 2 });
  await migrateService(admin, declaration);
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'test', max: 16 });
  const internalCaller = createInternalCaller(secret);
  const authenticator = createAuthenticator({ issuers: [], internalSecret: secret });
  const pipeline = createRpcPipeline({ authenticator, logger: createLogger({ service: 'test', level: 'silent' }) });
  const threadsTransport = createInProcessTransport(
    () => [
      (router) =>
        router.service(ArtifactQueryService, {
          getArtifact({ artifactId }, context) {
            const { tenantId } = requestContext(context);
            if (artifactTenants[artifactId] === tenantId)
              return { artifact: { id: artifactId, kind: kinds[tenantId]! } };
            throw new ServiceError('not_found', 'artifact_not_found', 'no such artifact');
          },
          listArtifactEvents({ artifactId, after, pageSize }, context) {
            if (artifactTenants[artifactId] !== requestContext(context).tenantId)
              throw new ServiceError('not_found', 'artifact_not_found', 'no such artifact');
            const isAfter = (event: ScriptedEvent) => !after?.happenedAt || isEarlier(event, after);
            return { events: artifactEvents.filter(isAfter).slice(0, pageSize) };
          },
        }),
    ],
    pipeline,
  );
  const open = () => {
    const service = createGraphpatchService({ pool, threadsTransport, internalCaller });
    const transport = createInProcessTransport(() => [service.routes], pipeline);
    const client = <S extends DescService>(service: S) => createClient(service, transport);
    return {
      client,
      models: client(ModelService),
      patches: client(GraphPatchService),
      editor: client(ModelEditorService),
    };
  };
  const as = (person: Person, agent: Acting = {}): CallOptions =>
    internalCaller.options({ ...people[person], ...agent });
  const here = open();
  return {
    pool,
    admin,
    ...here,
    /** Another replica on the same database. */
    open,
    as,
    /** Proposes a patch of a new model as alice; its id. */
    async newPatch(): Promise<string> {
      const branch = randomUUID();
      const ref = `artifacts/${acmeArtifact}/${branch}`;
      await here.models.importModel({ artifactId: acmeArtifact, branch, document: bytes(document) }, as(alice));
      const { patch } = await here.patches.proposePatch({ ref, operations: [rename('Check', 'Look')] }, as(alice));
      return patch!.id;
    },
    /** The service behind a port of its own. */
    async serve() {
      const logger = createLogger({ service: 'test', level: 'silent' });
      const graphpatch = createGraphpatchService({ pool, threadsTransport, internalCaller });
      const server = createRpcServer({ pipeline, services: { graphpatch }, logger, port: 0 });
      const { port } = await server.start();
      return { baseUrl: `http://127.0.0.1:${port}`, stop: () => server.stop() };
    },
    stop: async () => {
      await pool.end();
      await admin.end();
      await database.drop();
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

export const ref = `artifacts/${acmeArtifact}/main`;

export const bytes = (text: string) => new TextEncoder().encode(text);
export const text = (document: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(document);

/** Operations that put a task between two elements. */
export function insertTask(name: string, after: string, before: string) {
  const byId = (id: string) => ({ selector: { case: 'id', value: id } }) as const;
  const byKey = { selector: { case: 'key', value: `new ${name}` } } as const;
  const kind = 'bpmn::sequence_flow';
  return [
    {
      id: 'add',
      operation: {
        case: 'addNode',
        value: { node: { kind: 'bpmn::task', name, key: `new ${name}` }, parent: byId('Process_Order') },
      },
    },
    {
      id: 'cut',
      operation: { case: 'disconnect', value: { source: byId(after), target: byId(before), edgeKind: kind } },
    },
    { id: 'in', operation: { case: 'connect', value: { edge: { kind }, source: byId(after), target: byKey } } },
    { id: 'out', operation: { case: 'connect', value: { edge: { kind }, source: byKey, target: byId(before) } } },
  ] as const;
}

export function rename(id: string, name: string, operationId = 'rename') {
  return {
    id: operationId,
    operation: { case: 'rename', value: { selector: { selector: { case: 'id', value: id } }, name } },
  } as const;
}
