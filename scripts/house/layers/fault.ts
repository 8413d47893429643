/** Something that the house does not allow. */
export interface Fault {
  /** `path:line`, or a path. */
  readonly place: string;
  readonly wrong: string;
  readonly todo: string;
}
