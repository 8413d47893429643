/** A real part that a component suite needs and that no npm package brings. */
export interface Component {
  readonly name: string;
  /** Environment variable under which suites find it. */
  readonly variable: string;
  /** Only some long suites need it: installed when asked for by its name, and not missed otherwise. */
  readonly optional?: boolean;
  /** Where it is, or null when this machine does not have it. */
  find(): Promise<string | null>;
  readonly howToGet: string;
  install(): Promise<void>;
}
