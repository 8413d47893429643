import { runMigrations } from '@ameide/service-kit/service';
import { declaration } from './declaration.ts';

await runMigrations(declaration, process.env);
