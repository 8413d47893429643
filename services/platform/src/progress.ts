/** Told of each step of a long start, in a few words. */
export type Progress = (step: string) => void;
