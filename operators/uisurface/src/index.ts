export { UI_SURFACE_PARTS } from './desired.ts';
export { uiSurfaceOperator } from './operator.ts';
export { uiSurfacePlatformOperator } from './platform-operator.ts';
export { type UISurface, uiSurface } from './resource.ts';
