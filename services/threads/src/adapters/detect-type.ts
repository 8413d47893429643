import { fileTypeFromBuffer } from 'file-type';
import type { DetectType } from '../app/attachments/ports.ts';

/** By the marks that formats have at certain places. What has marks and is broken is of no type. */
export const detectType: DetectType = async (beginning) => {
  const found = await fileTypeFromBuffer(beginning).catch(() => ({ mime: 'application/octet-stream' }));
  return found?.mime;
};
