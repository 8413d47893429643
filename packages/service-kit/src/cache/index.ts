export { createSharedLoads, type SharedLoads } from './shared-loads.ts';
export { createWeightedLru, type WeightedLru } from './weighted-lru.ts';
