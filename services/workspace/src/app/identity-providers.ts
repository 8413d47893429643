import type { IdentityProvider, LogoutSubject } from './ports.ts';

/** Where people may sign in: one, or several of which each person chooses one. */
export interface IdentityProviders {
  readonly all: readonly IdentityProvider[];
  /** By its id; the only one, whatever is asked for. Undefined where a person has to choose. */
  chosen(id: string | undefined): IdentityProvider | undefined;
  /** Undefined for one that there is no more. */
  byIssuer(issuer: string): IdentityProvider | undefined;
  /** Whom a logout token ends, and whose it is; undefined for one that none of them has signed for us. */
  readLogoutToken(token: string): Promise<{ readonly issuer: string; readonly subject: LogoutSubject } | undefined>;
}

export function createIdentityProviders(all: readonly IdentityProvider[]): IdentityProviders {
  return {
    all,
    chosen: (id) => (all.length === 1 ? all[0] : all.find((provider) => provider.id === id)),
    byIssuer: (issuer) => all.find((provider) => provider.issuer === issuer),
    async readLogoutToken(token) {
      for (const { issuer, readLogoutToken } of all) {
        const subject = await readLogoutToken(token);
        if (subject !== undefined) return { issuer, subject };
      }
      return undefined;
    },
  };
}
