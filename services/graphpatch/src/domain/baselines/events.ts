/** See `ameide.events.v1.BaselineCreated`. Times are ISO 8601. */
export interface BaselineCreated {
  readonly type: 'BaselineCreated';
  readonly baselineId: string;
  readonly artifactId: string;
  readonly branch: string;
  readonly version: number;
  readonly name: string;
  readonly note: string;
  readonly createdBy: string;
  readonly createdAt: string;
}

/** See `ameide.events.v1.BaselineRenamed`. */
export interface BaselineRenamed {
  readonly type: 'BaselineRenamed';
  readonly baselineId: string;
  readonly name: string;
  readonly note: string;
  readonly renamedBy: string;
  readonly renamedAt: string;
}

/** See `ameide.events.v1.BaselineDeleted`. */
export interface BaselineDeleted {
  readonly type: 'BaselineDeleted';
  readonly baselineId: string;
  readonly deletedBy: string;
  readonly deletedAt: string;
}

export type BaselinesEvent = BaselineCreated | BaselineRenamed | BaselineDeleted;
