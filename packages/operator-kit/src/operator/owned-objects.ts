import type { KubeClient } from '../api/client.ts';
import { type KubeObject, objectKey, type StoredObject } from '../api/kube-object.ts';
import { kindName, type Resource } from '../api/resource.ts';
import type { Applier } from './apply.ts';
import type { AnyOperator, Plan } from './definition.ts';
import type { KindCaches } from './kind-caches.ts';
import { placesOf, refName, refOf } from './observed.ts';
import { Obstacle, obstacleOf } from './obstacle.ts';
import { isOfFormerOwner, isOwnedBy, labelValue, ownedObject } from './ownership.ts';

/** The index of owned objects by their owner's UID and name. */
export const BY_OWNER = 'owner';

/** The objects that belong to other ones. */
export interface OwnedObjects {
  /** All that the caches know of; kinds in the order of the definition. */
  of(owner: StoredObject): readonly StoredObject[];
  /** Applies objects in their order, and resolves with what is there then. @throws Obstacle; what is to be retried silently */
  apply(owner: StoredObject, objects: readonly KubeObject[]): Promise<readonly StoredObject[]>;
  /** Applies what a plan says and deletes what it no longer does. @throws as `apply` */
  carryOut(owner: StoredObject, plan: Plan): Promise<void>;
  /** What carrying a plan out would change or delete, for people. */
  pendingChanges(owner: StoredObject, plan: Plan): readonly string[];
  /** Asks for the deletion of those that fit, last kinds first. */
  delete(owner: StoredObject, fits: (object: StoredObject) => boolean): Promise<void>;
}

/** What is worked with. */
export interface OwnedObjectsOptions {
  readonly definition: AnyOperator;
  readonly caches: KindCaches;
  readonly client: KubeClient;
  readonly applier: Applier;
}

export function createOwnedObjects({ definition, caches, client, applier }: OwnedObjectsOptions): OwnedObjects {
  const of = (owner: StoredObject) =>
    definition.owns.flatMap((kind) => {
      const { name, uid } = owner.metadata;
      const found = [uid, labelValue(name)].flatMap((key) => caches.cache(kind)?.by(BY_OWNER, key) ?? []);
      return [...new Map(found.map((object) => [objectKey(object.metadata), object])).values()].filter((object) =>
        isOwnedBy(object, owner),
      );
    });

  const applyOne = async (owner: StoredObject, resource: Resource, wanted: KubeObject): Promise<StoredObject> => {
    const label = objectLabel(wanted);
    const cached = caches.cache(resource)?.get(objectKey(wanted.metadata));
    const created = cached === undefined ? await applier.create(resource, wanted) : undefined;
    if (created !== undefined) {
      caches.observe(created);
      return created;
    }
    const found = cached ?? (await client.get(resource, wanted.metadata, { metadataOnly: true }));
    if (found !== undefined && !isOwnedBy(found, owner)) {
      if (isOfFormerOwner(found, owner)) {
        throw new Obstacle({
          phase: 'progressing',
          message: `${label} of a former ${owner.kind} is still being deleted.`,
        });
      }
      const message = `${label} is there already and belongs to somebody else: rename one of the two.`;
      throw new Obstacle({ phase: 'stalled', reason: 'Conflict', message });
    }
    if (found?.metadata.deletionTimestamp !== undefined) {
      throw new Obstacle({ phase: 'progressing', message: `${label} is still being deleted.` });
    }
    const { object, written } = await applier.apply(resource, wanted, cached);
    if (written) caches.observe(object);
    return object;
  };

  const outliving = new Set(definition.owns.flatMap((kind) => (kind.outlivesOwner ? kindName(kind) : [])));

  const remove = async (owner: StoredObject, fits: (object: StoredObject) => boolean) => {
    for (const object of of(owner).toReversed()) {
      const resource = caches.resource(object);
      const { uid, resourceVersion, deletionTimestamp } = object.metadata;
      if (resource === undefined || deletionTimestamp !== undefined || !fits(object)) continue;
      await client.delete(resource, object.metadata, { uid, resourceVersion });
    }
  };

  /** The objects as they are applied, without those of kinds that the cluster lacks. */
  const wantedOf = (owner: StoredObject, objects: readonly KubeObject[]) => {
    const { fieldManager } = client;
    const { deletesOwned = false } = definition;
    return objects.flatMap((object) => {
      const resource = caches.resource(object);
      if (resource === undefined) return [];
      const outlivesOwner = outliving.has(kindName(object));
      return [
        { resource, wanted: ownedObject(object, resource, owner, { fieldManager, deletesOwned, outlivesOwner }) },
      ];
    });
  };

  const apply = async (owner: StoredObject, objects: readonly KubeObject[]) => {
    const applied: StoredObject[] = [];
    for (const { resource, wanted } of wantedOf(owner, objects)) {
      try {
        applied.push(await applyOne(owner, resource, wanted));
      } catch (error) {
        throw obstacleOf(error, objectLabel(wanted));
      }
    }
    return applied;
  };

  /** False for a copy that somebody else has made with our labels. */
  const isApplied = ({ metadata: { managedFields = [] } }: StoredObject) =>
    managedFields.some(({ manager, operation }) => manager === client.fieldManager && operation === 'Apply');

  /** True for what a plan no longer says. */
  const isLeft = (owner: StoredObject, { keep = [] }: Plan, objects: readonly KubeObject[]) => {
    const kept = keep.flatMap((ref) => placesOf(ref, owner.metadata.namespace));
    const spared = new Set([...kept, ...objects.map(refOf)].map(refName));
    return (object: StoredObject) => !spared.has(refName(refOf(object))) && isApplied(object);
  };

  return {
    of,
    apply,
    async carryOut(owner, plan) {
      const applied = await apply(owner, plan.objects);
      await remove(owner, isLeft(owner, plan, applied));
    },
    pendingChanges(owner, plan) {
      const all = wantedOf(owner, plan.objects);
      const changed = all.filter(({ resource, wanted }) => {
        return !applier.isApplied(wanted, caches.cache(resource)?.get(objectKey(wanted.metadata)));
      });
      const left = of(owner).filter(
        isLeft(
          owner,
          plan,
          all.map(({ wanted }) => wanted),
        ),
      );
      return [...changed.map(({ wanted }) => objectLabel(wanted)), ...left.map(objectLabel)];
    },
    delete: remove,
  };
}

/** An object for people: `Service default/orders`. */
export function objectLabel({ kind, metadata }: KubeObject): string {
  return `${kind} ${objectKey(metadata)}`;
}
