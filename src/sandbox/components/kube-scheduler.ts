/**
 * kube-scheduler.
 * @module
 */
import type { Component } from './component.ts'

export const kubeScheduler: Component = {
  name: 'kube-scheduler',
  stopOrder: 0,
  args: ({ layout }) => [
    `--kubeconfig=${layout.kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ],
}
