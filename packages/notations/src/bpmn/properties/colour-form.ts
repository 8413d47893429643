/** Whether a text is a colour: in digits, by what it is mixed of, or by its name, as CSS has it. Nothing else gets into a drawing. */
export function isColour(text: string): boolean {
  return /^(#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|(rgb|hsl)a?\([\d\s.,%/]{1,60}\)|[a-z]{3,30})$/i.test(text);
}
