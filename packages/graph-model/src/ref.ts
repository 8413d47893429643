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

export function formatRef({ artifactId, branch, version }: Ref): string {
  return `artifacts/${artifactId}/${branch}${version === undefined ? '' : `@${version}`}`;
}
