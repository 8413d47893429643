import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '@ameide/graph-model';
import {
  ParseOption,
  XmlBufferInputProvider,
  XmlDocument,
  XmlLibError,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';
import { openDocument } from './read.ts';
import { createSchemaPlaces } from './schema-place.ts';
import { withPlainMark } from './xml/encoding.ts';

const schemaFiles = ['BPMN20.xsd', 'Semantic.xsd', 'BPMNDI.xsd', 'DC.xsd', 'DI.xsd'];
let compiled: XsdValidator | undefined;

/** Compiles the OMG schema once for the process; the files it includes are readable only while it does. */
function validator(): XsdValidator {
  if (compiled !== undefined) return compiled;
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('bpmn-moddle/package.json')), 'resources', 'bpmn', 'xsd');
  const files = Object.fromEntries(schemaFiles.map((name) => [name, readFileSync(join(folder, name))]));
  xmlRegisterInputProvider(new XmlBufferInputProvider(files));
  try {
    using schema = XmlDocument.fromBuffer(files['BPMN20.xsd']!, { url: 'BPMN20.xsd' });
    compiled = XsdValidator.fromDoc(schema);
  } finally {
    xmlCleanupInputProvider();
  }
  return compiled;
}

/** Validates a document against the OMG BPMN 2.0 schema, and says which elements are concerned. What cannot be read at all says why, as `read` does. */
export function validateXsd(text: string): readonly Diagnostic[] {
  const opened = openDocument(text);
  if (!opened.ok) return opened.diagnostics;
  try {
    const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_BIG_LINES;
    // The text is already decoded, whatever encoding its declaration names.
    using document = XmlDocument.fromBuffer(new TextEncoder().encode(withPlainMark(text)), {
      encoding: 'UTF-8',
      option,
    });
    validator().validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error;
    const elementAt = createSchemaPlaces(opened.document);
    return error.details.map((detail) => {
      const message = readable(detail.message);
      const element = elementAt(detail.line, message);
      return {
        severity: 'error',
        code: 'bpmn_schema',
        message,
        ...(element === undefined ? {} : { elementIds: [element] }),
        ...(detail.line > 0 ? { line: detail.line } : {}),
        ...(detail.col > 0 ? { column: detail.col } : {}),
      };
    });
  }
}

/** libxml2 writes namespaces in braces in front of every name; people look for the name. */
function readable(message: string): string {
  return message.replace(/\{[^}]*\}/g, '').trim();
}
