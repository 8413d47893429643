import type { Programs } from '../programs.ts';

/** How a node is to be: what its file says. */
export interface NodeSettings {
  /** Of the cluster, and of its node. */
  readonly name: string;
  /** Of the cluster; what is in it outlives the node. */
  readonly folder: string;
  readonly programs: Programs;
  /** The image that holds the namespaces of pods, by its digest. */
  readonly pauseImage: string;
  /** Where the registry keeps images; clusters may share it. */
  readonly registryFolder: string;
}
