import { X509Certificate } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/**
 * Writes the certificate of the cluster's own authority, and says how systems and browsers come to trust it. Trusts nothing by
 * itself: that is for whoever sits at the machine.
 * @returns what to tell
 */
export async function exportAuthority(certificate: string, file: string): Promise<string> {
  const { fingerprint256, serialNumber, validTo, subject } = new X509Certificate(certificate);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, certificate);
  const path = relative(process.cwd(), file);
  return `${path}: ${subject}, until ${validTo}
SHA-256 ${fingerprint256}

It signs for this cluster only, and its key never leaves it. Whoever trusts it trusts whoever may read the cluster's Secrets.

macOS    sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${path}
         to take it back: sudo security delete-certificate -Z ${fingerprint256.replaceAll(':', '')} /Library/Keychains/System.keychain
Debian,  sudo cp ${path} /usr/local/share/ca-certificates/ameide-local.crt && sudo update-ca-certificates
Ubuntu   to take it back: sudo rm /usr/local/share/ca-certificates/ameide-local.crt && sudo update-ca-certificates --fresh
Fedora   sudo cp ${path} /etc/pki/ca-trust/source/anchors/ameide-local.crt && sudo update-ca-trust
         to take it back: sudo rm /etc/pki/ca-trust/source/anchors/ameide-local.crt && sudo update-ca-trust
Windows  certutil -user -addstore Root ${path.replaceAll('/', '\\')}
         to take it back: certutil -user -delstore Root ${serialNumber}
Chromium on Linux has a store of its own:
         certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n ameide-local -i ${path}
Firefox  Settings, Privacy & Security, Certificates, View Certificates, Authorities, Import; or on macOS and Windows set
         security.enterprise_roots.enabled in about:config, and it trusts what the system trusts
Node     NODE_EXTRA_CA_CERTS=${path}
curl     curl --cacert ${path} …`;
}
