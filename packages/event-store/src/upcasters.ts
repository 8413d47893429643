/** Brings the data of one event type from one schema version to the next. Pure. */
export interface Upcaster {
  readonly type: string;
  /** It makes version `from` + 1. */
  readonly from: number;
  upcast(data: object): object;
}

/** Applies upcasters to what is read. */
export interface Upcast {
  (event: { type: string; schemaVersion: number; data: object }): { schemaVersion: number; data: object };
  /** Whether no upcaster changes events of this version. */
  isNewest(type: string, schemaVersion: number): boolean;
}

/**
 * Chains upcasters: an event of version 1 with upcasters from 1 and from 2 is read as version 3.
 * @throws TypeError when two upcasters start from the same version of a type.
 */
export function createUpcast(upcasters: readonly Upcaster[]): Upcast {
  const byStart = new Map<string, Upcaster>();
  const keyOf = (type: string, version: number) => `${version} ${type}`;
  for (const upcaster of upcasters) {
    const key = keyOf(upcaster.type, upcaster.from);
    if (byStart.has(key)) throw new TypeError(`two upcasters for ${upcaster.type} from version ${upcaster.from}`);
    byStart.set(key, upcaster);
  }
  const upcast = ({ type, schemaVersion, data }: { type: string; schemaVersion: number; data: object }) => {
    let [version, current] = [schemaVersion, data];
    for (let next = byStart.get(keyOf(type, version)); next; next = byStart.get(keyOf(type, version))) {
      current = next.upcast(current);
      version += 1;
    }
    return { schemaVersion: version, data: current };
  };
  return Object.assign(upcast, {
    isNewest: (type: string, schemaVersion: number) => !byStart.has(keyOf(type, schemaVersion)),
  });
}
