import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { createFolderObjectStore } from '@ameide/object-store';
import { createPool } from '@ameide/postgres';
import { createTestDatabase } from '@ameide/postgres/testing';
import { createAuthenticator, createInternalCaller } from '@ameide/service-kit/auth';
import { createInProcessTransport, createRpcPipeline } from '@ameide/service-kit/rpc';
import { migrateService } from '@ameide/service-kit/service';
import { createLogger } from '@ameide/service-kit/telemetry';
import { createTestIssuer, type TestClaims } from '@ameide/service-kit/testing';
import type { DescService } from '@bufbuild/protobuf';
import { type CallOptions, createClient } from '@connectrpc/connect';
import type pg from 'pg';
import { declaration } from '../src/declaration.ts';
import { createThreadsService, type ThreadsServiceDeps } from '../src/service.ts';

const SECRET = 'only-for-tests-only-for-tests-only-for-tests';

/** A person of a tenant, as the named demo users are. */
export type Person = {
  readonly sub: string;
  readonly tenant_id: string;
  readonly roles: readonly string[];
};

export const alice: Person = { sub: 'alice', tenant_id: 'acme', roles: ['graph.contributor'] };
export const bob: Person = { sub: 'bob', tenant_id: 'acme', roles: ['graph.viewer'] };
export const carol: Person = { sub: 'carol', tenant_id: 'globex', roles: ['graph.contributor'] };
export const nobody: Person = { sub: 'nobody', tenant_id: 'acme', roles: [] };

/** The service on a PostgreSQL of its own, called through the pipeline that is deployed. `earlier` is there before. */
export async function startHarness(
  deps: Partial<ThreadsServiceDeps> = {},
  earlier: (admin: pg.Pool) => Promise<void> = async () => {},
) {
  const database = await createTestDatabase({ name: 'threads', roles: [declaration.databaseRole] });
  const admin = createPool({ connectionString: database.adminUrl, applicationName: 'threads-tests-admin', max: 2 });
  const pool = createPool({ connectionString: database.appUrl, applicationName: 'threads-tests' });
  await earlier(admin);
  await migrateService(admin, declaration);

  const folder = await mkdtemp(join(tmpdir(), 'ameide-threads-'));
  const objects = deps.objects ?? createFolderObjectStore(folder);
  const logger = createLogger({ service: 'threads', level: 'silent' });
  const service = createThreadsService({ pool, logger, ...deps, objects });
  await service.start();
  const issuer = await createTestIssuer();
  const authenticator = createAuthenticator({
    issuers: [{ issuer: issuer.issuer, tenants: '*' }],
    internalSecret: SECRET,
  });
  const pipeline = createRpcPipeline({ authenticator, logger });
  const transport = createInProcessTransport(() => [service.routes], pipeline);
  const internal = createInternalCaller(SECRET);
  const client = <S extends DescService>(service: S) => createClient(service, transport);
  const [chats, artifacts] = [client(ChatCommandService), client(ArtifactCommandService)];
  const as = async (person: TestClaims): Promise<CallOptions> => ({
    headers: { authorization: `Bearer ${await issuer.token(person)}` },
  });

  return {
    admin,
    pool,
    client,
    objects,
    chats,
    attachments: client(AttachmentService),
    chatQueries: client(ChatQueryService),
    artifacts,
    artifactQueries: client(ArtifactQueryService),
    /** A person's own call. */
    as,
    /** Makes a private chat of alice's; its id. */
    async newChat(): Promise<string> {
      return (await chats.createChat({ title: 'A chat', idempotencyKey: randomUUID() }, await as(alice))).chat!.id;
    },
    /** Makes an artifact as alice; its id. */
    async newArtifact(): Promise<string> {
      const request = { title: 'Order to cash', kind: 'bpmn::collaboration', idempotencyKey: randomUUID() };
      return (await artifacts.createArtifact(request, await as(alice))).artifact!.id;
    },
    /** A call of another service, on behalf of a person. */
    onBehalfOf({ sub, tenant_id, roles }: Person): CallOptions {
      return internal.options({ actorId: sub, tenantId: tenant_id, roles });
    },
    async stop() {
      await service.stop();
      await issuer[Symbol.asyncDispose]();
      await Promise.all([pool.end(), admin.end()]);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

/** A message of one text part. */
export function text(value: string) {
  return { parts: [{ kind: { case: 'text', value: { text: value } } as const }] };
}
