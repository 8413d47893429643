import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { AttachmentService } from '@ameide/contracts/threads/v1/attachment_service';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { ChatQueryService } from '@ameide/contracts/threads/v1/chat_query_service';
import { declareService } from '@ameide/service-kit/service';

export const declaration = declareService({
  name: 'threads',
  migrations: new URL('../migrations/', import.meta.url),
  rpcServices: [ChatCommandService, ChatQueryService, ArtifactCommandService, ArtifactQueryService, AttachmentService],
  publishes: 'threads',
  follows: ['graph'],
  // Without it nothing is published, and chats do not hear of applied patches.
  optional: ['kafka'],
  expires: [{ by: 'expire_applied_runs', afterDays: 7 }],
  deployment: {
    edge: 'api',
    reaches: ['objects'],
    secrets: {
      S3_ACCESS_KEY_ID: { secret: 'ameide-s3', key: 'access-key-id', optional: true, shared: true },
      S3_SECRET_ACCESS_KEY: { secret: 'ameide-s3', key: 'secret-access-key', optional: true, shared: true },
      CHAT_KEY_ENCRYPTION_KEYS: { secret: 'ameide-threads', key: 'chat-key-encryption-keys', optional: true },
    },
  },
});
