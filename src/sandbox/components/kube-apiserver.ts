/**
 * kube-apiserver with RBAC and service accounts, as a real cluster has them.
 * @module
 */
import { join } from 'node:path'
import { pkiFiles } from '../credentials.ts'
import type { Component } from './component.ts'

export const kubeApiServer: Component = {
  name: 'kube-apiserver',
  stopOrder: 1,
  port: (ports) => ports.apiServer,
  args({ layout, ports }) {
    const pki = (name: keyof typeof pkiFiles) => join(layout.pki, pkiFiles[name])
    return [
      `--etcd-servers=http://127.0.0.1:${ports.etcdClient}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${ports.apiServer}`,
      `--tls-cert-file=${pki('apiServerCertificate')}`,
      `--tls-private-key-file=${pki('apiServerKey')}`,
      `--token-auth-file=${pki('tokens')}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${pki('serviceAccountPublicKey')}`,
      `--service-account-signing-key-file=${pki('serviceAccountKey')}`,
      // room for a Service of each of a few thousand endpoints
      '--service-cluster-ip-range=10.96.0.0/16',
      '--allow-privileged=true',
      '--profiling=false',
    ]
  },
}
