/**
 * etcd, the storage of the API server. It need not survive a power cut, so it does not wait for the disk.
 * @module
 */
import type { Component } from './component.ts'

export const etcd: Component = {
  name: 'etcd',
  stopOrder: 2,
  port: (ports) => ports.etcdClient,
  args({ layout, ports }) {
    const client = `http://127.0.0.1:${ports.etcdClient}`
    const peer = `http://127.0.0.1:${ports.etcdPeer}`
    return [
      `--data-dir=${layout.etcd}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]
  },
  readyUrl: ({ ports }) => `http://127.0.0.1:${ports.etcdClient}/readyz`,
}
