import type { DBSchema, IDBPDatabase } from 'idb';
import type { Step } from '../../editor/gesture.ts';

/** What a person has drawn in one go, until the server has it. */
export interface Gesture {
  /** Makes a repeat safe. */
  readonly id: string;
  readonly steps: readonly Step[];
  /** One line for the history. */
  readonly title: string;
  /** The version, and the revision of the draft, that the canvas showed. */
  readonly version: number;
  readonly revision: number;
  /** The batch that was taken back and is drawn again by this. */
  readonly redoOf?: string;
}

interface Kept extends Gesture {
  /** Whose it is, and of which model: another person who signs in here does not send it. */
  readonly owner: string;
  /** The tab that sends it. */
  readonly tab: string;
}

interface Schema extends DBSchema {
  gestures: { readonly key: number; readonly value: Kept; readonly indexes: { readonly owner: string } };
}

/** What only this device has, kept over reloads. It works without a store, too; then a reload loses it. */
export interface Outbox {
  add(gesture: Gesture): Promise<void>;
  remove(id: string): Promise<void>;
  /** What tabs have left behind that are gone, in order; from now on it belongs to this tab. */
  takeOver(): Promise<readonly Gesture[]>;
}

const tab = crypto.randomUUID();
const lockOf = (tabId: string) => `drafts of tab ${tabId}`;
let opened: Promise<IDBPDatabase<Schema>> | undefined;
let hasAsked = false;

/** @param ref of the branch of a model */
export function openOutbox(personId: string, ref: string): Outbox {
  const owner = `${personId} ${ref}`;
  return {
    async add(gesture) {
      keepForGood();
      await inStore(async (store) => void (await store.add({ ...gesture, owner, tab })));
    },
    async remove(id) {
      await inStore(async (store) => {
        for (let at = await store.index('owner').openCursor(owner); at; at = await at.continue())
          if (at.value.id === id) await at.delete();
      });
    },
    async takeOver() {
      const living = await tabsThatLive();
      const left: Gesture[] = [];
      await inStore(async (store) => {
        left.length = 0;
        for (let at = await store.index('owner').openCursor(owner); at; at = await at.continue()) {
          if (living.has(lockOf(at.value.tab))) continue;
          left.push(at.value);
          await at.update({ ...at.value, tab });
        }
      });
      return left;
    },
  };
}

/** How many edits of a person only this device has. @param ref of the branch of a model; all of them without it */
export async function countUnsent(personId: string, ref?: string): Promise<number> {
  let count = 0;
  await inStore(async (store) => {
    count = await store.index('owner').count(ref === undefined ? ownedBy(personId) : `${personId} ${ref}`);
  });
  return count;
}

/** Removes what this device keeps of a person. */
export async function forgetUnsent(personId: string): Promise<void> {
  await inStore(async (store) => {
    for (let at = await store.index('owner').openCursor(ownedBy(personId)); at; at = await at.continue())
      await at.delete();
  });
}

/** The models of a person follow on the id and a blank. */
const ownedBy = (personId: string) => IDBKeyRange.bound(`${personId} `, `${personId} \uffff`);

type GestureStore = ReturnType<typeof storeOf>;
const storeOf = (db: IDBPDatabase<Schema>) => db.transaction('gestures', 'readwrite').objectStore('gestures');

/** Browsers drop connections, and a newer page may close ours: then it is opened again, once. */
async function inStore(work: (store: GestureStore) => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      const store = storeOf(await connect());
      await work(store);
      await store.transaction.done;
      return;
    } catch (error) {
      opened = undefined;
      if (attempt === 2) console.warn('this device cannot keep what is drawn', error);
    }
  }
}

function connect(): Promise<IDBPDatabase<Schema>> {
  const forget = () => {
    opened = undefined;
  };
  opened ??= open(forget);
  return opened;
}

async function open(forget: () => void): Promise<IDBPDatabase<Schema>> {
  const { openDB } = await import('idb');
  return openDB<Schema>('ameide-drafts', 1, {
    upgrade(db) {
      db.createObjectStore('gestures', { autoIncrement: true }).createIndex('owner', 'owner');
    },
    blocked: () => console.warn('another tab holds an older store of drafts; close it'),
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      forget();
    },
    terminated: forget,
  });
}

/** The browser may empty stores when space is short, unless it was asked not to. A tab that lives holds a lock. */
function keepForGood(): void {
  if (hasAsked) return;
  hasAsked = true;
  void navigator.storage?.persist?.();
  void navigator.locks?.request(lockOf(tab), () => new Promise(() => {}));
}

async function tabsThatLive(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set([lockOf(tab), ...held.flatMap(({ name }) => name ?? [])]);
}
