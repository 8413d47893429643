export { createWeightedLru, type WeightedLru } from './weighted-lru.ts';
