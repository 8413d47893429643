import { definePlatformOperator } from '@ameide/primitives/settings';
import { uiSurfaceOperator } from './operator.ts';

/** Made from the environment of a process. */
export const uiSurfacePlatformOperator = definePlatformOperator({
  name: 'uisurface-operator',
  operator: uiSurfaceOperator,
});
