import type { Locator, Page } from 'playwright-core';

/** A file that somebody has at hand. */
export interface HandFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
  /** How often that is its content; once unless given. */
  readonly times?: number;
}

export function textFile(name: string, text: string | Buffer): HandFile {
  return { name, mimeType: '', buffer: Buffer.from(text) };
}

/** An image that the browser itself draws: a coloured field with a word on it. */
export async function imageFile(page: Page, name: string, colour: string, width = 900): Promise<HandFile> {
  const base64 = await page.evaluate(
    async ([fill, word, size]) => {
      const canvas = new OffscreenCanvas(size, Math.round(size * 0.6));
      const context = canvas.getContext('2d')!;
      context.fillStyle = fill;
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = 'white';
      context.font = `${size / 9}px sans-serif`;
      context.fillText(word, size / 12, size / 3);
      const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    [colour, name, width] as const,
  );
  return { name, mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') };
}

/** Files come onto a part of the page, as by dragging them there, or by the clipboard. */
export async function bring(target: Locator, how: 'drop' | 'paste', files: readonly HandFile[]): Promise<void> {
  const sent = files.map(({ name, mimeType, buffer, times = 1 }) => ({
    name,
    mimeType,
    times,
    base64: buffer.toString('base64'),
  }));
  await target.evaluate(
    (element, [kind, given]) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, base64, times } of given) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const content = times === 1 ? bytes : new Uint8Array(bytes.length * times).fill(bytes[0]!);
        transfer.items.add(new File([content], name, { type: mimeType }));
      }
      const shared = { bubbles: true, cancelable: true };
      if (kind === 'paste') {
        element.dispatchEvent(new ClipboardEvent('paste', { ...shared, clipboardData: transfer }));
        return;
      }
      for (const type of ['dragenter', 'dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(type, { ...shared, dataTransfer: transfer }));
      }
    },
    [how, sent] as const,
  );
}
