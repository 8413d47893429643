import type { KubeObject, StoredObject } from '@ameide/operator-kit';
import { deployment, type PodOptions, podTemplate, rolloutOutcome, shortDigest } from '@ameide/primitives/objects';
import { filesVolume } from './files.ts';
import type { Agent } from './resource.ts';
import { replicasOf } from './scaling.ts';
import type { AgentSettings } from './settings.ts';
import { PORT, variables } from './variables.ts';

/** Which pods a Deployment is for; pods themselves do not have it, so it alone starts none again. */
const TEMPLATE = 'ameide.io/template';

/** The Deployment of an Agent. @param credentials changes when a Secret does, so that pods start again */
export function server(
  agent: Agent,
  files: KubeObject,
  credentials: string,
  settings: AgentSettings,
  live: StoredObject | undefined,
): KubeObject {
  const pod: PodOptions = {
    port: PORT,
    env: variables(agent, settings),
    volumes: [filesVolume(files)],
    annotations: { 'ameide.io/credentials': credentials },
  };
  const { metadata, ...rest } = deployment(agent, replicasOf(agent), pod, live);
  const template = shortDigest(JSON.stringify(podTemplate(agent, pod)));
  const annotations = { ...metadata.annotations, [TEMPLATE]: template };
  return { ...rest, metadata: { ...metadata, annotations } };
}

/** How the roll-out of a Deployment is. @param wanted the Deployment as it should be */
export function serverOutcome(agent: Agent, wanted: KubeObject, live: StoredObject | undefined) {
  const isWanted = live?.metadata.annotations?.[TEMPLATE] === wanted.metadata.annotations?.[TEMPLATE];
  return rolloutOutcome(agent, isWanted ? live : undefined);
}
