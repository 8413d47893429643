/** A kubeconfig of one cluster and one person, as JSON, which is YAML, too. */
export function kubeconfigText(server: string, ca: string, token: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'ameide', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'ameide', context: { cluster: 'ameide', user: 'admin' } }],
    'current-context': 'ameide',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
