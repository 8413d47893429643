/** The key under which commits of a model are announced. */
export function watchKey(tenantId: string, artifactId: string, branch: string): string {
  return `${tenantId}/${artifactId}/${branch}`;
}
