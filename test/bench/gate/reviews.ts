/**
 * Reviews as an API server sends them for benches: the creation of an annotated Deployment, 5 KB each.
 * @module
 */
import { Buffer } from 'node:buffer'

const models = [
  'Qwen/Qwen3-32B',
  'meta-llama/Llama-3.3-70B-Instruct',
  'Qwen/Qwen3-8B',
  'microsoft/phi-4',
  'google/gemma-3-27b-it',
  'mistralai/Mistral-Small-24B-Instruct-2501',
]

/** Bytes of one review. */
const size = 5 * 1024

/** The text of the review number `i`; its intent is one of `intents`. */
export function deploymentReview(i: number, intents: number): string {
  const intent = i % intents
  const name = `serve-${i}`
  const without = review(i, deployment(name, intent, ''))
  // what people write into annotations makes up the size
  return review(i, deployment(name, intent, notes(size - Buffer.byteLength(without))))
}

const notes = (length: number) => 'who runs this, and why it is here. '.repeat(200).slice(0, length)

function deployment(name: string, intent: number, text: string) {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: 'default',
      creationTimestamp: null,
      labels,
      annotations: {
        'example.com/notes': text,
        'fitgate.dev/model': models[intent % models.length],
        'fitgate.dev/max-model-len': String(4096 + 16 * intent),
        'fitgate.dev/max-gpus': '8',
      },
      managedFields: [managed],
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { creationTimestamp: null, labels },
        spec: {
          containers: [
            {
              name: 'server',
              env: [{ name: 'VLLM_LOGGING_LEVEL', value: 'INFO' }],
              ports: [{ containerPort: 8000, protocol: 'TCP' }],
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
              imagePullPolicy: 'IfNotPresent',
            },
          ],
          restartPolicy: 'Always',
          terminationGracePeriodSeconds: 30,
          dnsPolicy: 'ClusterFirst',
          securityContext: {},
          schedulerName: 'default-scheduler',
        },
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {},
  }
}

/** As `kubectl create` leaves it. */
const managed = {
  manager: 'kubectl-create',
  operation: 'Update',
  apiVersion: 'apps/v1',
  time: '2026-11-21T10:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: {
    'f:metadata': {
      'f:annotations': { '.': {}, 'f:example.com/notes': {}, 'f:fitgate.dev/model': {} },
      'f:labels': { '.': {}, 'f:app': {} },
    },
    'f:spec': {
      'f:progressDeadlineSeconds': {},
      'f:replicas': {},
      'f:revisionHistoryLimit': {},
      'f:selector': {},
      'f:strategy': {
        'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} },
        'f:type': {},
      },
      'f:template': {
        'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
        'f:spec': {
          'f:containers': {
            'k:{"name":"server"}': {
              '.': {},
              'f:env': {},
              'f:imagePullPolicy': {},
              'f:name': {},
              'f:ports': {},
            },
          },
          'f:dnsPolicy': {},
          'f:restartPolicy': {},
          'f:schedulerName': {},
          'f:securityContext': {},
          'f:terminationGracePeriodSeconds': {},
        },
      },
    },
  },
}

function review(i: number, object: ReturnType<typeof deployment>): string {
  const kind = { group: 'apps', version: 'v1', kind: 'Deployment' }
  const resource = { group: 'apps', version: 'v1', resource: 'deployments' }
  return JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: `7f0e5a10-3b64-4d0e-9a51-${String(i).padStart(12, '0')}`,
      kind,
      resource,
      requestKind: kind,
      requestResource: resource,
      name: object.metadata.name,
      namespace: 'default',
      operation: 'CREATE',
      userInfo: { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] },
      object,
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'kubectl-create' },
    },
  })
}
