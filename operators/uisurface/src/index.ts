export { UI_SURFACE_PARTS } from './desired.ts';
export { uiSurfaceOperator } from './operator.ts';
export { type UISurface, uiSurface } from './resource.ts';
