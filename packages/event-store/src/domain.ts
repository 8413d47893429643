export type { Fields } from './commands/columns.ts';
export type { Decision, DomainEvent, Evolve, Projection } from './commands/decision.ts';
export { deleteRow, insertRow, type RowChange, updateRow, upsertRow } from './commands/row-changes.ts';
