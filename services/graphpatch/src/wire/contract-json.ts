import type { ContractJson } from '../app/ports.ts';
import { layoutCommittedToRecord, modelCommittedToRecord, patchEventFromRecord, patchEventToRecord } from './event.ts';
import { diagnosticsToJson, operationsToJson, previewToJson } from './preview.ts';

export const contractJson: ContractJson = {
  modelCommitted: modelCommittedToRecord,
  layoutCommitted: layoutCommittedToRecord,
  patchEvent: patchEventToRecord,
  readPatchEvent: patchEventFromRecord,
  operations: operationsToJson,
  preview: previewToJson,
  diagnostics: diagnosticsToJson,
};
