/** What people see of an agent. */
export interface AgentProfile {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tools?: readonly string[];
  readonly artifactKinds?: readonly string[];
  readonly model: string;
  readonly version?: string;
  /** As the contract numbers it; 0 when nobody has said. */
  readonly risk?: number;
}
