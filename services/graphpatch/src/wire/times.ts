import { type Timestamp, timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';

/** @param iso ISO 8601 */
export const timestamp = (iso: string): Timestamp => timestampFromDate(new Date(iso));

/** ISO 8601. */
export const isoTime = (wire: Timestamp | undefined): string =>
  (wire ? timestampDate(wire) : new Date(0)).toISOString();
