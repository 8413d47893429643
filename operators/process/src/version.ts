import { shortDigest } from '@ameide/primitives/objects';
import type { Process } from './resource.ts';

/**
 * The version of the workers that a spec asks for: what is compiled into them and what they were compiled from, and nothing
 * else. So more replicas or another variable change the workers there are, and a new image gets workers of its own.
 */
export function versionOf({ spec: { image, definition } }: Process): string {
  const imageDigest = image.slice(image.indexOf('@') + 1);
  return shortDigest([imageDigest, definition.id, definition.version].join(' '));
}

/** The Process's Worker Deployment in Temporal: unique in it, since namespaces and names of Kubernetes have no slash. */
export function workerDeploymentOf({ metadata }: Process): string {
  return `${metadata.namespace}/${metadata.name}`;
}

export function taskQueueOf({ metadata, spec: { temporal } }: Process): string {
  return temporal.taskQueue ?? metadata.name;
}
