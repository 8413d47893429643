import type ViewerModule from 'bpmn-js/lib/BaseViewer.js';
import type TextRendererModule from 'bpmn-js/lib/draw/TextRenderer.js';
import type CanvasModule from 'diagram-js/lib/core/Canvas.js';
import type ElementRegistryModule from 'diagram-js/lib/core/ElementRegistry.js';
import type SelectionModule from 'diagram-js/lib/features/selection/Selection.js';

/*
 * The packages say that they are CommonJS, for which the compiler takes a default export to be a property of what is imported;
 * the bundler sees that they are ES modules, and gives the export itself.
 */
export type Canvas = CanvasModule.default;
export type ElementRegistry = ElementRegistryModule.default;
export type Selection = SelectionModule.default;
export type TextRenderer = TextRendererModule.default;
export type Viewer = ViewerModule.default;
