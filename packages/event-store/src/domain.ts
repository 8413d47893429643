export type { Decision, DomainEvent, Evolve, Projection } from './commands/decision.ts';
export { type Columns, deleteRow, insertRow, type RowChange, updateRow, upsertRow } from './commands/row-changes.ts';
