/** Addresses inside of a cluster. Each cluster has a network of its own, so that they are the same in all of them. */
export const NODE_IP = '10.89.0.2';
export const NODE_GATEWAY = '10.89.0.1';
export const POD_CIDR = '10.90.0.0/24';
export const SERVICE_CIDR = '10.96.0.0/16';
export const DNS_IP = '10.96.0.10';
export const API_PORT = 6443;
/** The registry, as images are named in the cluster. */
export const REGISTRY = 'ameide-reg:32000';
export const REGISTRY_PORT = 32000;
