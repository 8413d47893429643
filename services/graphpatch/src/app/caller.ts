import type { InternalIdentity } from '@ameide/service-kit/auth';

/** Who asks for something. `runId` is that of the run on whose behalf an agent asks; empty when a person does. */
export type Caller = Required<InternalIdentity>;
