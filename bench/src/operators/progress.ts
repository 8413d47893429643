const began = performance.now();

/** Tells the person who waits how far it is; figures alone go to the standard output. */
export function progress(message: string): void {
  console.error(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${message}`);
}
