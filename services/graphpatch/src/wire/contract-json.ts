import type { ContractJson } from '../app/ports.ts';
import { diagnosticsToJson, operationsToJson, previewToJson } from './preview.ts';

export const contractJson: ContractJson = {
  operations: operationsToJson,
  preview: previewToJson,
  diagnostics: diagnosticsToJson,
};
