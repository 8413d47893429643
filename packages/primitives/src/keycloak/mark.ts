import { OutsideError } from '../outside/outside-system.ts';

/** The attribute that says whose a realm, client or client scope is. What lacks it is not touched. */
export interface Mark {
  /** `ameide.tenant` */
  readonly attribute: string;
  readonly value: string;
}

/** What is there is not of this owner. */
export function conflict(what: string, { attribute, value }: Mark): OutsideError {
  const message = `The ${what} belongs to somebody else: it has no attribute ${attribute} with the value ${value}. Remove it, or call this one something else.`;
  return new OutsideError('conflict', message);
}
