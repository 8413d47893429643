/** An issuer, and where it is reached from here. */
export interface ReachedIssuer {
  readonly issuer: string;
  /** Its address from here when that is another one than browsers use: `http://keycloak:8080/realms/ameide`. */
  readonly internalUrl?: string | undefined;
}

/** The address of what an issuer has published under its own one, as it is reached from here. */
export function insideUrl({ issuer, internalUrl }: ReachedIssuer, url: string): string {
  const isBelow = url === issuer || url.startsWith(issuer.endsWith('/') ? issuer : `${issuer}/`);
  if (internalUrl === undefined || !isBelow) return url;
  const path = url.slice(issuer.replace(/\/$/, '').length);
  return internalUrl.replace(/\/$/, '') + path;
}
