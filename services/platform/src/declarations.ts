import { declaration as agentRuntime } from '@ameide/agent-runtime/declaration';
import { declaration as gateway } from '@ameide/gateway/declaration';
import { declaration as graphpatch } from '@ameide/graphpatch/declaration';
import { declaration as projection } from '@ameide/projection/declaration';
import type { ServiceDeclaration } from '@ameide/service-kit/service';
import { declaration as threads } from '@ameide/threads/declaration';
import { declaration as identity } from './identity/declaration.ts';

/** Everything that runs in this process and has a schema. */
export const declarations: readonly ServiceDeclaration[] = [
  identity,
  threads,
  graphpatch,
  projection,
  agentRuntime,
  gateway,
];
