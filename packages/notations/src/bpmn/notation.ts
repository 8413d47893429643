import type { Diagnostic, Notation } from '@ameide/graph-model';
import { inspectBpmn } from './advice/inspect.ts';
import { suggestBpmn } from './advice/suggest.ts';
import { completeChange, tyingProperties } from './complete.ts';
import { bpmnEditorCommands } from './editor-commands.ts';
import { createBpmnId } from './ids.ts';
import { canBecome } from './kinds.ts';
import { drawnIn, layOutBpmn } from './lay-out.ts';
import { admitProperties } from './properties/admit.ts';
import { readBpmn } from './read.ts';
import { readAhead } from './read-ahead.ts';
import { checkBpmn } from './rules.ts';
import { readVendorContent } from './vendor-content.ts';
import { writeBpmn } from './write.ts';
import { decodeXml, encodeXml } from './xml/encoding.ts';

/**
 * BPMN 2.0 as a notation. Schema validation needs a schema processor, which not every platform has: it is passed in, and
 * `@ameide/notations/bpmn/node` brings the one for Node.
 */
export function createBpmnNotation(validate: (document: string) => readonly Diagnostic[]): Notation {
  return {
    name: 'bpmn',
    decode: decodeXml,
    encode: encodeXml,
    read: readBpmn,
    createId: createBpmnId,
    admitProperties,
    tyingProperties,
    canBecome,
    complete: completeChange,
    check: checkBpmn,
    inspect: inspectBpmn,
    suggest: suggestBpmn,
    layOut: layOutBpmn,
    drawnIn,
    write: writeBpmn,
    readAhead,
    validate,
    editorCommands: bpmnEditorCommands,
    vendorContent: readVendorContent,
  };
}
