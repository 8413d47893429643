export { reasonCodes } from './advice/reasons.ts';
export { limits } from './limits.ts';
export { namespaces } from './namespaces.ts';
export { createBpmnNotation } from './notation.ts';
