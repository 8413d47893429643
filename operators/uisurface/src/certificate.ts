import { conditionOf, findingOf, type KubeObject, type Observed } from '@ameide/operator-kit';
import {
  CERTIFICATE,
  gatewayOf,
  type PlatformSettings,
  partName,
  partOf,
  REFERENCE_GRANT,
  SECRET,
} from '@ameide/primitives/objects';
import type { UISurface } from './resource.ts';

/** Whether the hosts have a certificate of their own. */
export type CertificateState =
  | { readonly state: 'issued' | 'not_asked' }
  | { readonly state: 'api_missing' | 'failed' | 'pending'; readonly message: string };

/** The certificate for the hosts, and the leave of the Gateway, which ends TLS, to read its Secret. */
export function certificateParts(
  surface: UISurface,
  settings: Pick<PlatformSettings, 'gatewayNamespace'>,
): readonly KubeObject[] {
  const { certificate, route } = surface.spec;
  if (certificate === undefined) return [];
  const secretName = certificateSecret(surface);
  const { name, kind } = certificate.issuer;
  const { namespace } = gatewayOf(route, settings);
  return [
    {
      ...partOf(surface, CERTIFICATE),
      spec: { secretName, dnsNames: [...route.hosts], issuerRef: { group: 'cert-manager.io', kind, name } },
    },
    {
      ...partOf(surface, REFERENCE_GRANT),
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace }],
        to: [{ group: '', kind: SECRET.kind, name: secretName }],
      },
    },
  ];
}

/** The Secret that cert-manager keeps the certificate in: what a listener of the Gateway refers to. */
function certificateSecret(surface: UISurface): string {
  return `${partName(surface)}-tls`;
}

/** How far the certificate is, by what cert-manager says of it as it is now. */
export function certificateState(surface: UISurface, observed: Observed): CertificateState {
  if (surface.spec.certificate === undefined) return { state: 'not_asked' };
  if (!observed.serves(CERTIFICATE)) return { state: 'api_missing', message: NO_CERT_MANAGER };
  const live = observed.find({ ...CERTIFICATE, name: partName(surface) });
  const current = (type: string) => {
    const condition = conditionOf(live, type);
    return condition?.observedGeneration === live?.metadata.generation ? condition : undefined;
  };
  const [ready, issuing] = [current('Ready'), current('Issuing')];
  if (ready?.status === 'True') return { state: 'issued' };
  if (issuing?.status === 'False' && issuing.reason === 'Failed') return { state: 'failed', message: issuing.message };
  return { state: 'pending', message: ready?.message || NO_ANSWER };
}

const NO_CERT_MANAGER = 'Install cert-manager: without it the hosts have no certificate of their own.';
const NO_ANSWER =
  'cert-manager has not answered yet. If that lasts, see whether the issuer is there: `kubectl get issuers,clusterissuers -A`.';

/** The condition `CertificateReady`. */
export const certificateFinding = (certificate: CertificateState) =>
  findingOf(certificate, {
    not_asked: ['True', 'NotAsked'],
    issued: ['True', 'Issued'],
    pending: ['Unknown', 'Pending'],
    failed: ['False', 'Failed'],
    api_missing: ['False', 'ApiMissing'],
  });

/** What it means for people: the surface runs, and browsers do not trust it. */
export function certificateDegradation(certificate: CertificateState) {
  if (certificate.state !== 'api_missing' && certificate.state !== 'failed') return undefined;
  return { reason: 'CertificateMissing', message: certificate.message } as const;
}
