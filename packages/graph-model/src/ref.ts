/** Names a branch of a model, or one version of it: `artifacts/<id>/<branch>[@<version>]`. */
export interface Ref {
  readonly artifactId: string;
  readonly branch: string;
  /** Absent for the newest. */
  readonly version?: number;
}

const pattern =
  /^artifacts\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([a-z0-9][a-z0-9._-]{0,63})(?:@([1-9]\d{0,8}))?$/;

/** Null when the text is not a ref. */
export function parseRef(text: string): Ref | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const [, artifactId, branch, version] = match;
  return { artifactId: artifactId!, branch: branch!, ...(version && { version: Number(version) }) };
}

/** A ref, or one that tells its version by the name of a baseline. */
export interface NamedRef extends Ref {
  /** Only without a version. */
  readonly baseline?: string;
}

const named = /^(artifacts\/[^@]+)@([\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._-]{0,62}[\p{L}\p{M}\p{N}])?)$/u;

/** Null when the text is neither a ref nor one with the name of a baseline. */
export function parseNamedRef(text: string): NamedRef | null {
  const [, branch = text, baseline = ''] = named.exec(text) ?? [];
  // What looks like a number is a version, or nothing.
  if (baseline === '' || /^[0-9]+$/.test(baseline)) return parseRef(text);
  const ref = parseRef(branch);
  return ref && { ...ref, baseline };
}

/** What names of baselines are compared by: two that differ in case only are one. */
export function baselineKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

export function formatRef({ artifactId, branch, version }: Ref): string {
  return `artifacts/${artifactId}/${branch}${version === undefined ? '' : `@${version}`}`;
}
