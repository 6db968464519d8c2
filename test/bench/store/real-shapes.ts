/**
 * Pods and nodes as an API server sends them, whole: status, field managers, environment, volumes, images. A pod has about
 * 7 kB, a node about 9, as in clusters that serve models.
 * @module
 */

const date = '2026-01-01T00:00:00Z'

/** What differs between objects of a kind is `§n§` for the number and `§node§` for the node. */
function managed(manager: string, fields: readonly string[], subresource?: string): object {
  return {
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: date,
    fieldsType: 'FieldsV1',
    fieldsV1: Object.fromEntries(
      fields.map((field) => [
        `f:${field}`,
        { '.': {}, 'f:name': {}, 'f:type': {}, [`k:{"name":"${field}"}`]: {} },
      ]),
    ),
    ...(subresource === undefined ? {} : { subresource }),
  }
}

const podManagers = [
  managed('kube-controller-manager', [
    'metadata',
    'labels',
    'ownerReferences',
    'containers',
    'env',
    'ports',
    'volumes',
  ]),
  managed(
    'kubelet',
    ['conditions', 'containerStatuses', 'hostIP', 'hostIPs', 'phase', 'podIP', 'podIPs'],
    'status',
  ),
]

const condition = (type: string) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: date })

const podTemplate = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'engine-§n§-7c9d8f6b5d-abcde',
    generateName: 'engine-§n§-7c9d8f6b5d-',
    namespace: 'team-§team§',
    uid: '00000000-0000-4000-8000-§n§',
    resourceVersion: '1§n§',
    generation: 1,
    creationTimestamp: date,
    labels: {
      app: 'engine-§n§',
      'app.kubernetes.io/name': 'engine',
      'app.kubernetes.io/instance': 'engine-§n§',
      'app.kubernetes.io/part-of': 'serving',
      'pod-template-hash': '7c9d8f6b5d',
    },
    annotations: {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '8000',
      'kubectl.kubernetes.io/restartedAt': date,
    },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'engine-§n§-7c9d8f6b5d',
        uid: '10000000-0000-4000-8000-§n§',
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
    managedFields: podManagers,
  },
  spec: {
    volumes: [
      { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '64Gi' } },
      { name: 'cache', persistentVolumeClaim: { claimName: 'models' } },
      {
        name: 'kube-api-access-x2x4z',
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          ],
          defaultMode: 420,
        },
      },
    ],
    containers: ['engine', 'metrics'].map((name) => ({
      name,
      image:
        'registry.example.com/serving/engine:2026.1@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
      command: ['vllm', 'serve', 'Qwen/Qwen3-32B'],
      args: ['--tensor-parallel-size=4', '--max-model-len=32768', '--gpu-memory-utilization=0.9'],
      ports: [{ name: 'http', containerPort: 8000, protocol: 'TCP' }],
      env: Array.from({ length: 8 }, (_, n) => ({ name: `SETTING_${n}`, value: `a value of setting ${n}` })),
      resources: {
        limits: { cpu: '16', memory: '128Gi', 'amd.com/gpu': '1' },
        requests: { cpu: '8', memory: '64Gi', 'amd.com/gpu': '1' },
      },
      volumeMounts: [
        { name: 'shm', mountPath: '/dev/shm' },
        { name: 'cache', mountPath: '/models' },
      ],
      readinessProbe: {
        httpGet: { path: '/health', port: 'http', scheme: 'HTTP' },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      },
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'FallbackToLogsOnError',
      imagePullPolicy: 'IfNotPresent',
    })),
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    nodeName: '§node§',
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: [
      { key: 'amd.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      {
        key: 'node.kubernetes.io/not-ready',
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  },
  status: {
    phase: 'Running',
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      condition,
    ),
    hostIP: '10.0.0.1',
    hostIPs: [{ ip: '10.0.0.1' }],
    podIP: '10.20.0.1',
    podIPs: [{ ip: '10.20.0.1' }],
    startTime: date,
    containerStatuses: ['engine', 'metrics'].map((name) => ({
      name,
      state: { running: { startedAt: date } },
      lastState: {},
      ready: true,
      restartCount: 0,
      image: 'registry.example.com/serving/engine:2026.1',
      imageID:
        'registry.example.com/serving/engine@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945',
      containerID: 'containerd://9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab',
      started: true,
    })),
    qosClass: 'Burstable',
  },
})

const nodeTemplate = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: '§node§',
    uid: '20000000-0000-4000-8000-§n§',
    resourceVersion: '2§n§',
    creationTimestamp: date,
    labels: {
      'kubernetes.io/hostname': '§node§',
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'node.kubernetes.io/instance-type': 'gpu-8-MI300X',
      'topology.kubernetes.io/region': 'r1',
      'topology.kubernetes.io/zone': 'z1',
      'amd.com/gpu.device-id': '74a1',
      'amd.com/gpu.vram': '192G',
      'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM',
      'amd.com/gpu.cu-count': '304',
      'amd.com/gpu.driver-version': '6.10.5',
      'feature.node.kubernetes.io/amd-gpu': 'true',
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, n) => [`feature.node.kubernetes.io/cpu-cpuid.FEATURE${n}`, 'true']),
      ),
    },
    annotations: {
      'node.alpha.kubernetes.io/ttl': '0',
      'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
    },
    managedFields: [
      managed(
        'kubelet',
        ['conditions', 'images', 'allocatable', 'capacity', 'nodeInfo', 'addresses'],
        'status',
      ),
    ],
  },
  spec: { podCIDR: '10.20.0.0/24', taints: [{ key: 'amd.com/gpu', effect: 'NoSchedule' }] },
  status: {
    capacity: { cpu: '192', memory: '2Ti', pods: '250', 'amd.com/gpu': '8' },
    allocatable: { cpu: '190', memory: '2Ti', pods: '250', 'amd.com/gpu': '8' },
    conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
      type,
      status: type === 'Ready' ? 'True' : 'False',
      lastHeartbeatTime: date,
      lastTransitionTime: date,
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
    })),
    addresses: [
      { type: 'InternalIP', address: '10.0.0.1' },
      { type: 'Hostname', address: '§node§' },
    ],
    nodeInfo: {
      kubeletVersion: 'v1.36.3',
      kernelVersion: '6.8.0',
      containerRuntimeVersion: 'containerd://2.1.0',
    },
    images: Array.from({ length: 30 }, (_, n) => ({
      names: [
        `registry.example.com/serving/image-${n}@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f1116`,
      ],
      sizeBytes: 20_000_000_000 + n,
    })),
  },
})

const nodeNameOf = (n: number) => `gpu-${String(n).padStart(5, '0')}`

/** JSON of the n-th object, from 0. */
export function podText(n: number, nodes: number): string {
  return fill(podTemplate, n, nodeNameOf(n % nodes))
}

export function nodeText(n: number): string {
  return fill(nodeTemplate, n, nodeNameOf(n))
}

function fill(template: string, n: number, node: string): string {
  return template
    .replaceAll('§n§', String(n).padStart(12, '0'))
    .replaceAll('§node§', node)
    .replaceAll('§team§', String(n % 50))
}
