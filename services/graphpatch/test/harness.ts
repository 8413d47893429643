import { randomUUID } from 'node:crypto';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
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
import type { DescService } from '@bufbuild/protobuf';
import { type CallOptions, createClient } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';
import { createGraphpatchService } from '../src/service.ts';

export { refusedWith } from '@ameide/service-kit/testing';

export const secret = 'a-secret-that-only-this-test-knows';

export const acmeArtifact = '00000000-0000-4000-8000-00000000000a';
export const globexArtifact = '00000000-0000-4000-8000-00000000000b';
const artifactTenants: Readonly<Record<string, string>> = { [acmeArtifact]: 'acme', [globexArtifact]: 'globex' };

/** The kinds of the tenants' artifacts; a document with a process and nothing else suits the first one. */
const kinds: Readonly<Record<string, string>> = { acme: 'bpmn::process', globex: 'bpmn::collaboration' };

/** The agent that acts on behalf of a person, in a run. */
export const agent = { runId: '00000000-0000-4000-8000-000000000001', agentId: 'bpmn' };
type Acting = Partial<typeof agent>;

export type Person = keyof typeof people;
export const [alice, bob, carol, nobody] = ['alice', 'bob', 'carol', 'nobody'] as const;
export const people = {
  alice: { tenantId: 'acme', actorId: 'alice', roles: ['graph.editor'] },
  bob: { tenantId: 'acme', actorId: 'bob', roles: ['graph.viewer'] },
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

/** A small order process: start, "Check order", "Ship goods", end; with a diagram. */
export const document = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Definitions_1" targetNamespace="https://example.com/orders">
  <bpmn:process id="Process_Order" name="Order" isExecutable="false">
    <bpmn:startEvent id="Start" name="Order received">
      <bpmn:outgoing>Flow_1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:task id="Check" name="Check order">
      <bpmn:incoming>Flow_1</bpmn:incoming>
      <bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:task>
    <bpmn:task id="Ship" name="Ship goods">
      <bpmn:incoming>Flow_2</bpmn:incoming>
      <bpmn:outgoing>Flow_3</bpmn:outgoing>
    </bpmn:task>
    <bpmn:endEvent id="End" name="Order done">
      <bpmn:incoming>Flow_3</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Start" targetRef="Check" />
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Check" targetRef="Ship" />
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Ship" targetRef="End" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_1">
    <bpmndi:BPMNPlane id="Plane_1" bpmnElement="Process_Order">
      <bpmndi:BPMNShape id="Start_di" bpmnElement="Start">
        <dc:Bounds x="100" y="102" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Check_di" bpmnElement="Check">
        <dc:Bounds x="200" y="80" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Ship_di" bpmnElement="Ship">
        <dc:Bounds x="500" y="80" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="End_di" bpmnElement="End">
        <dc:Bounds x="700" y="102" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_1_di" bpmnElement="Flow_1">
        <di:waypoint x="136" y="120" />
        <di:waypoint x="200" y="120" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Flow_2_di" bpmnElement="Flow_2">
        <di:waypoint x="300" y="120" />
        <di:waypoint x="500" y="120" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Flow_3_di" bpmnElement="Flow_3">
        <di:waypoint x="600" y="120" />
        <di:waypoint x="700" y="120" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

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
