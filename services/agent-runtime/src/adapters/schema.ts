import { declaration } from '../declaration.ts';

export const SCHEMA = declaration.schema;
