import { OutsideError } from '../outside.ts';

/** The attribute that says whose a realm, client or client scope is. What lacks it is not touched. */
export const MARK = 'ameide.tenant';

/** What is there is not this tenant's. */
export function conflict(what: string): OutsideError {
  const why = `it has no attribute ${MARK} with the tenant’s id`;
  return new OutsideError(
    'conflict',
    `The ${what} belongs to somebody else: ${why}. Remove it, or call the tenant something else.`,
  );
}
