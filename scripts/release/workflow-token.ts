import { workflowToken } from './workflow-identity.ts';

/** What kubectl, Helm and helmfile call for the credentials of `workflowKubeconfig`. */
const token = await workflowToken(process.env);
console.log(
  JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } }),
);
