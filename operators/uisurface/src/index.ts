export { type UISurfaceSpec, type UISurfaceStatus, uiSurface } from './resource.ts';
