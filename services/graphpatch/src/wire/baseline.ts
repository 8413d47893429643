import { BaselineCreatedSchema, BaselineDeletedSchema, BaselineRenamedSchema } from '@ameide/contracts/events/v1/graph';
import type { BaselineSchema } from '@ameide/contracts/graph/v1/version_service';
import type { EventBody } from '@ameide/event-store';
import { formatRef } from '@ameide/graph-model';
import { readStored, stored } from '@ameide/service-kit/messages';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { BaselineRow } from '../app/ref-ports.ts';
import type { BaselinesEvent } from '../domain/baselines/events.ts';
import type { Baseline } from '../domain/baselines/state.ts';
import { isoTime, timestamp } from './times.ts';

/** The recorded form of the events: the JSON form of the messages of `ameide.events.v1`. */
export function baselinesEventToWire(event: BaselinesEvent): EventBody {
  switch (event.type) {
    case 'BaselineCreated':
      return stored(BaselineCreatedSchema, { ...event, createdAt: timestamp(event.createdAt) });
    case 'BaselineRenamed':
      return stored(BaselineRenamedSchema, { ...event, renamedAt: timestamp(event.renamedAt) });
    case 'BaselineDeleted':
      return stored(BaselineDeletedSchema, { ...event, deletedAt: timestamp(event.deletedAt) });
  }
}

export function baselinesEventFromWire({ type, data }: EventBody): BaselinesEvent | undefined {
  switch (type) {
    case 'BaselineCreated': {
      const { $typeName, createdAt, ...fields } = readStored(BaselineCreatedSchema, data);
      return { type, ...fields, createdAt: isoTime(createdAt) };
    }
    case 'BaselineRenamed': {
      const { $typeName, renamedAt, ...fields } = readStored(BaselineRenamedSchema, data);
      return { type, ...fields, renamedAt: isoTime(renamedAt) };
    }
    case 'BaselineDeleted': {
      const { $typeName, deletedAt, ...fields } = readStored(BaselineDeletedSchema, data);
      return { type, ...fields, deletedAt: isoTime(deletedAt) };
    }
    default:
      return undefined;
  }
}

export function baselineToWire(baseline: Baseline | BaselineRow): MessageInitShape<typeof BaselineSchema> {
  const { id, artifactId, branch, version, name, note, createdBy, createdAt } = baseline;
  const ref = formatRef({ artifactId, branch, version });
  return { id, ref, version, name, note, createdBy, createdAt: timestampFromDate(new Date(createdAt)) };
}
