import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { declareService } from '@ameide/service-kit/service';

export const declaration = declareService({
  name: 'projection',
  migrations: new URL('../migrations/', import.meta.url),
  rpcServices: [ProjectionService],
  calls: ['graphpatch'],
  follows: ['graph'],
  deployment: {
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
    edge: 'api',
  },
});
