import type { StoredObject } from '../api/kube-object.ts';
import { applyDifference, createSample, differenceFrom } from './text-difference.ts';

/** So many objects have one sample; the next one is the sample of those after it, which may be of another shape by then. */
const USES = 200;

/** An object as a cache keeps it: what its JSON text has that another object's has not. */
export interface PackedObject {
  readonly difference: string;
  readonly sample: string;
}

/** Packs objects of one kind. They are nearly equal, so little is left: some 200 of 6,000 bytes for a Deployment. */
export type Packer = (object: StoredObject) => PackedObject;

export function createPacker(): Packer {
  let sample = createSample('');
  let packed = 0;
  return (object) => {
    const text = JSON.stringify(object);
    if (packed++ % USES === 0) sample = createSample(text);
    return { difference: differenceFrom(sample, text), sample: sample.text };
  };
}

/** The object, a new one every time. */
export function unpack({ difference, sample }: PackedObject): StoredObject {
  return JSON.parse(applyDifference(sample, difference));
}
