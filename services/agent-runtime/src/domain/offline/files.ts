import type { AttachedFile } from '../attached-file.ts';
import type { Tongue } from './language/form.ts';
import { say } from './say.ts';

/** Characters of a text that are told. */
const TOLD = 600;

const ABOUT_FILES =
  /\b(?:files?|documents?|attach(?:ed|ments?)|images?|pictures?|screenshots?|photos?|notes|dateie?n?|dokumente?|anhang|anhänge|bild(?:er)?|fotos?)\b/i;
const CHANGES =
  /\b(?:add|insert|rename|change|move|connect|remove|delete|füge|benenne|ändere|verschiebe|verbinde|entferne|lösche)\b/i;

/** Whether a request is about what came with it, rather than about the model. */
export function isAboutFiles(request: string): boolean {
  return request.trim() === '' || (ABOUT_FILES.test(request) && !CHANGES.test(request));
}

/** What files say, as far as they can be read. */
export function tellFiles(files: readonly AttachedFile[], tongue: Tongue): string {
  return files.map((file) => tellFile(file, tongue)).join('\n\n');
}

function tellFile({ name, mimeType, text, truncated = false }: AttachedFile, tongue: Tongue): string {
  const to = { tongue };
  if (mimeType.startsWith('image/'))
    return say(to, 'I cannot see images: "{}" is for people, and for models that see.', name);
  if (text === undefined) return say(to, 'I cannot read "{}".', name);
  const characters = [...text.trim()];
  const isCut = truncated || characters.length > TOLD;
  // A longer fence than any in it.
  const told = characters.slice(0, TOLD).join('').replaceAll('```', "'''");
  const title = say(to, isCut ? '"{}" begins:' : '"{}" says:', name);
  return `${title}\n\`\`\`\n${told}${isCut ? '…' : ''}\n\`\`\``;
}
