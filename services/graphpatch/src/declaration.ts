import { ModelEditorService } from '@ameide/contracts/editor/v1/model_editor_service';
import { GraphPatchService } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { declareService } from '@ameide/service-kit/service';

export const declaration = declareService({
  name: 'graphpatch',
  migrations: new URL('../migrations/', import.meta.url),
  rpcServices: [ModelService, VersionService, GraphPatchService, ModelEditorService],
  calls: ['threads'],
  publishes: 'graph',
  optional: ['kafka'],
  expires: [{ by: 'expire_drafts', afterDays: 7 }],
  deployment: {
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
    edge: 'api',
  },
});
