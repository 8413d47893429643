/** An image that can never change: what a digest file of `gitops/environments/<lane>/digests/` says. */
export interface ImageReference {
  /** The full repository name, without a tag: `registry.example.com/ameide/gateway`. */
  readonly graph: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/** By the names of the deployables. */
export type Images = ReadonlyMap<string, ImageReference>;

const DIGEST = /^sha256:[a-f0-9]{64}$/;

/** What is wrong with a reference by its form, in words; nothing when it may be deployed. */
export function formFaults({ graph, digest }: ImageReference): string[] {
  const faults: string[] = [];
  if (!graph) faults.push('image.graph is empty');
  else if (graph.includes('@')) faults.push(`image.graph "${graph}" has a digest of its own`);
  else if (/:[^/]*$/.test(graph)) faults.push(`image.graph "${graph}" has a tag; only digests are deployed`);
  else if (!graph.includes('/')) faults.push(`image.graph "${graph}" names no registry`);
  if (!digest) faults.push('image.digest is empty');
  else if (!DIGEST.test(digest)) faults.push(`image.digest "${digest}" is not sha256: and 64 hexadecimal digits`);
  return faults;
}

export function sameImage(one: ImageReference | undefined, other: ImageReference | undefined): boolean {
  return one?.graph === other?.graph && one?.digest === other?.digest;
}

/** As people read it: enough of the digest to tell two apart. */
export function shortImage(image: ImageReference | undefined): string {
  return image ? `${image.graph}@${image.digest.slice(0, 19)}` : 'nothing';
}
