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
});
