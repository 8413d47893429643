import { it } from 'node:test';
import { specification } from '@ameide/event-store/testing/specification';
import { decideBaselines } from './decide.ts';
import type { BaselineCreated, BaselineDeleted, BaselineRenamed } from './events.ts';
import { evolveBaselines } from './evolve.ts';
import { initialState } from './state.ts';

const given = specification({ initialState, decide: decideBaselines, evolve: evolveBaselines });

const at = '2026-01-01T00:00:00.000Z';
const created = (baselineId: string, name: string): BaselineCreated => ({
  ...{ type: 'BaselineCreated', baselineId, name, note: '', version: 1 },
  ...{ artifactId: 'a1', branch: 'main', createdBy: 'alice', createdAt: at },
});
const renamed = (baselineId: string, name: string): BaselineRenamed => ({
  ...{ type: 'BaselineRenamed', baselineId, name, note: '', renamedBy: 'alice', renamedAt: at },
});
const deleted = (baselineId: string): BaselineDeleted => ({
  ...{ type: 'BaselineDeleted', baselineId, deletedBy: 'alice', deletedAt: at },
});
const taken = { reason: 'baseline_exists', metadata: { name: 'Release' } } as const;

it('a name is there once, whatever its case, until it is gone', () => {
  given().when(created('b1', 'Release')).thenEvents(created('b1', 'Release'));
  given(created('b1', 'Release')).when(created('b2', 'RELEASE')).thenRefused(taken);
  given(created('b1', 'Release'), created('b2', 'Draft')).when(renamed('b2', 'release')).thenRefused(taken);
  given(created('b1', 'Release'), renamed('b1', 'Old'))
    .when(created('b2', 'Release'))
    .thenEvents(created('b2', 'Release'));
  given(created('b1', 'Release'), deleted('b1')).when(created('b2', 'Release')).thenEvents(created('b2', 'Release'));
});

it('its own name may change its case, and a repeat does nothing', () => {
  given(created('b1', 'Release')).when(renamed('b1', 'RELEASE')).thenEvents(renamed('b1', 'RELEASE'));
  given(created('b1', 'Release')).when(renamed('b1', 'Release')).thenEvents();
  given(created('b1', 'Release'), deleted('b1')).when(deleted('b1')).thenEvents();
});

it('what is not there is not renamed', () => {
  given()
    .when(renamed('b1', 'Release'))
    .thenRefused({ reason: 'baseline_not_found', metadata: { id: 'b1' } });
});
