export { type RealPlatform, startRealPlatform } from './real-platform.ts';
