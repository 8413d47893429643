export { UI_SURFACE_PARTS } from './desired.ts';
export { uiSurfaceOperator } from './operator.ts';
export { type UISurfaceSpec, type UISurfaceStatus, uiSurface } from './resource.ts';
