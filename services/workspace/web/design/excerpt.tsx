/** A piece of a text. What matches stands between two characters that no text has, U+E000 and U+E001. */
export function Excerpt({ text }: { readonly text: string }) {
  return text.split(/(\uE000[^\uE001]*\uE001)/).map((part, index) => {
    const key = `${index}-${part}`;
    return part.startsWith('\uE000') ? <mark key={key}>{part.slice(1, -1)}</mark> : part;
  });
}
