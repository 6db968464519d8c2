/**
 * AIMEndpoint specs, good and bad.
 * @module
 */
import { bad, type Example, good } from './example.ts'

const modelId = 'Qwen/Qwen3-32B'
const model = { id: modelId }
/** A spec that is right but for the fields given. */
const spec = (fields: object) => ({ model, ...fields })
const long = (length: number) => 'x'.repeat(length)

const forms: readonly Example[] = [
  good('the nested form', { model, recipe: { autoSelect: true }, resources: { gpuCount: 1 } }),
  good('the flat form', { modelId, gpuCount: 1, precision: 'bfloat16', backend: 'vllm', autoSelect: true }),
  good('the flat model with a nested revision', { modelId, model: { revision: 'main' } }),
  good('forms mixed between fields', { modelId, resources: { gpuCount: 2 }, recipe: { precision: 'fp8' } }),
  good('the GPU count twice, equal', spec({ resources: { gpuCount: 4 }, recipe: { gpuCount: 4 } })),
  good('the GPU count under recipe alone', spec({ recipe: { gpuCount: 4 } })),
  bad('no model', {}, 'spec.model.id'),
  bad('a model without an id', { model: { version: '1' } }, 'spec.model.id'),
  bad('both forms of the model', { model, modelId }, 'spec.modelId'),
  bad('both forms of the GPU count', spec({ gpuCount: 1, resources: { gpuCount: 1 } }), 'spec.gpuCount'),
  bad(
    'the flat GPU count beside the one of recipe',
    spec({ gpuCount: 1, recipe: { gpuCount: 1 } }),
    'spec.gpuCount',
  ),
  bad(
    'two different GPU counts',
    spec({ resources: { gpuCount: 1 }, recipe: { gpuCount: 2 } }),
    'spec.recipe.gpuCount',
  ),
  bad(
    'both forms of the precision',
    spec({ precision: 'fp8', recipe: { precision: 'fp8' } }),
    'spec.precision',
  ),
  good('a cache by name', spec({ cache: { name: 'models' } })),
  good('a cache by name, flat', spec({ cacheName: 'models', cache: { enabled: false } })),
  bad('both forms of the cache', spec({ cacheName: 'models', cache: { name: 'models' } }), 'spec.cacheName'),
  bad(
    'a cache by name and a volume of its own',
    spec({
      cacheName: 'models',
      cache: { enabled: true, size: '1Gi', storageClass: 'fast', accessMode: 'ReadWriteOnce' },
    }),
    'spec.cache.enabled',
    'spec.cache.size',
    'spec.cache.storageClass',
    'spec.cache.accessMode',
  ),
  bad('a cache of no possible name', spec({ cacheName: 'My Models' }), 'spec.cacheName'),
  bad('both forms of the backend', spec({ backend: 'vllm', recipe: { backend: 'vllm' } }), 'spec.backend'),
  bad(
    'both forms of autoSelect',
    spec({ autoSelect: true, recipe: { autoSelect: true } }),
    'spec.autoSelect',
  ),
]

const scalars: readonly Example[] = [
  good('one GPU', spec({ gpuCount: 1 })),
  good('eight GPUs', spec({ gpuCount: 8 })),
  bad('no GPU', spec({ gpuCount: 0 }), 'spec.gpuCount'),
  bad('nine GPUs', spec({ resources: { gpuCount: 9 } }), 'spec.resources.gpuCount'),
  bad('a GPU count in words', spec({ gpuCount: 'two' }), 'spec.gpuCount'),
  bad('half a GPU', spec({ gpuCount: 0.5 }), 'spec.gpuCount'),
  good('a GPU count of null', spec({ gpuCount: null, resources: null })),
  bad('a model of null', { modelId: null }, 'spec.model.id'),
  bad('a null in a list', spec({ engineArgs: [null] }), 'spec.engineArgs[0]'),
  good('a label value of null', spec({ nodeSelector: { zone: null } })),
  bad('a required field of null', spec({ hubTokenSecret: { name: null } }), 'spec.hubTokenSecret.name'),
  bad('an unknown precision', spec({ precision: 'bf15' }), 'spec.precision'),
  bad('a precision in capitals', spec({ precision: 'BF16' }), 'spec.precision'),
  bad('an unknown backend', spec({ recipe: { backend: 'vlm' } }), 'spec.recipe.backend'),
  bad('a model with a blank', { modelId: 'Qwen Qwen3' }, 'spec.modelId'),
  bad('a model that looks like a flag', { modelId: '--help' }, 'spec.modelId'),
  bad('a model that is a list', { model: [] }, 'spec.model'),
  bad('a very long model', { modelId: long(257) }, 'spec.modelId'),
  good('a longest request', spec({ maxModelLen: 1 })),
  bad('a longest request of nothing', spec({ maxModelLen: 0 }), 'spec.maxModelLen'),
  good('engine arguments', spec({ engineArgs: ['--enable-prefix-caching'] })),
  bad('engine arguments in one text', spec({ engineArgs: '--enable-prefix-caching' }), 'spec.engineArgs'),
  bad('an empty engine argument', spec({ engineArgs: ['--a', ''] }), 'spec.engineArgs[1]'),
  bad('129 engine arguments', spec({ engineArgs: Array(129).fill('--a') }), 'spec.engineArgs'),
  good('a priority class', spec({ priorityClassName: 'system-cluster-critical' })),
  bad('a priority class in capitals', spec({ priorityClassName: 'High' }), 'spec.priorityClassName'),
  good('a hub token', spec({ hubTokenSecret: { name: 'hub' } })),
  bad('a hub token without a name', spec({ hubTokenSecret: { key: 'token' } }), 'spec.hubTokenSecret.name'),
]

const recipe: readonly Example[] = [
  good('a named recipe', spec({ recipe: { customRecipe: { name: 'mine' } } })),
  good(
    'a named recipe and autoSelect false',
    spec({ autoSelect: false, recipe: { customRecipe: { name: 'mine' } } }),
  ),
  bad('autoSelect false without a recipe', spec({ recipe: { autoSelect: false } }), 'spec.recipe.autoSelect'),
  bad('flat autoSelect false without a recipe', spec({ autoSelect: false }), 'spec.autoSelect'),
  bad(
    'autoSelect true beside a recipe',
    spec({ recipe: { autoSelect: true, customRecipe: { name: 'mine' } } }),
    'spec.recipe.autoSelect',
  ),
  bad(
    'a recipe in a namespace',
    spec({ recipe: { customRecipe: { name: 'mine', namespace: 'team' } } }),
    'spec.recipe.customRecipe.namespace',
  ),
  bad('a recipe without a name', spec({ recipe: { customRecipe: {} } }), 'spec.recipe.customRecipe.name'),
]

const resources: readonly Example[] = [
  good('quantities', spec({ resources: { memory: '64Gi', cpu: 16, memoryLimit: '128Gi', cpuLimit: '32' } })),
  good('a limit that equals the request', spec({ resources: { memory: '1Gi', memoryLimit: 1_073_741_824 } })),
  good('fractions and exponents', spec({ resources: { cpu: '.5', cpuLimit: '1e3' } })),
  bad(
    'a limit below the request',
    spec({ resources: { memory: '64Gi', memoryLimit: '32Gi' } }),
    'spec.resources.memory',
  ),
  bad(
    'a CPU limit below the request',
    spec({ resources: { cpu: 2, cpuLimit: '1500m' } }),
    'spec.resources.cpu',
  ),
  bad('a misspelt quantity', spec({ resources: { memory: '64GB' } }), 'spec.resources.memory'),
  bad('a negative quantity', spec({ resources: { cpu: -1 } }), 'spec.resources.cpu'),
  bad('a quantity that is a list', spec({ resources: { cpu: [] } }), 'spec.resources.cpu'),
]

const scaling: readonly Example[] = [
  good('replicas', spec({ replicas: 3 })),
  good('no replicas at all', spec({ replicas: 0, scaling: { minReplicas: 2 } })),
  good('an autoscaler', spec({ scaling: { minReplicas: 2, maxReplicas: 5, targetCPUUtilization: 70 } })),
  good(
    'delays in seconds and in words',
    spec({ scaling: { maxReplicas: 2, scaleUpDelay: 60, scaleDownDelay: '1h' } }),
  ),
  good('a fewest without a most', spec({ scaling: { minReplicas: 2 } })),
  good('replicas with an autoscaler that is off', spec({ replicas: 2, scaling: { maxReplicas: 1 } })),
  bad(
    'a fewest above the most',
    spec({ scaling: { minReplicas: 3, maxReplicas: 2 } }),
    'spec.scaling.minReplicas',
  ),
  bad('replicas beside an autoscaler', spec({ replicas: 2, scaling: { maxReplicas: 2 } }), 'spec.replicas'),
  bad('replicas below the fewest', spec({ replicas: 1, scaling: { minReplicas: 2 } }), 'spec.replicas'),
  bad(
    'a target without an autoscaler',
    spec({ scaling: { targetGPUUtilization: 80 } }),
    'spec.scaling.targetGPUUtilization',
  ),
  bad(
    'targets and delays without an autoscaler',
    spec({
      scaling: { targetCPUUtilization: 1, targetMemoryUtilization: 1, scaleDownDelay: 1, scaleUpDelay: '1s' },
    }),
    'spec.scaling.targetCPUUtilization',
    'spec.scaling.targetMemoryUtilization',
    'spec.scaling.scaleDownDelay',
    'spec.scaling.scaleUpDelay',
  ),
  bad(
    'a target of 101 %',
    spec({ scaling: { maxReplicas: 2, targetCPUUtilization: 101 } }),
    'spec.scaling.targetCPUUtilization',
  ),
  bad(
    'a delay of two hours',
    spec({ scaling: { maxReplicas: 2, scaleDownDelay: '2h' } }),
    'spec.scaling.scaleDownDelay',
  ),
  bad(
    'a delay of 3,601 seconds',
    spec({ scaling: { maxReplicas: 2, scaleUpDelay: 3601 } }),
    'spec.scaling.scaleUpDelay',
  ),
  bad(
    'a delay without a unit',
    spec({ scaling: { maxReplicas: 2, scaleUpDelay: '60' } }),
    'spec.scaling.scaleUpDelay',
  ),
  bad('an empty delay', spec({ scaling: { maxReplicas: 2, scaleUpDelay: '' } }), 'spec.scaling.scaleUpDelay'),
]

const serving: readonly Example[] = [
  good('a load balancer', spec({ service: { type: 'LoadBalancer', loadBalancerIP: '10.0.0.9', port: 80 } })),
  good('an IPv6 load balancer', spec({ service: { type: 'LoadBalancer', loadBalancerIP: 'fd00::9' } })),
  good('annotations', spec({ service: { annotations: { 'example.com/a': 'any text, really' } } })),
  bad('an unknown service type', spec({ service: { type: 'Loadbalancer' } }), 'spec.service.type'),
  bad(
    'an address without a load balancer',
    spec({ service: { loadBalancerIP: '10.0.0.9' } }),
    'spec.service.loadBalancerIP',
  ),
  bad(
    'an address that is none',
    spec({ service: { type: 'LoadBalancer', loadBalancerIP: '10.0.0' } }),
    'spec.service.loadBalancerIP',
  ),
  bad('port 0', spec({ service: { port: 0 } }), 'spec.service.port'),
  bad('a bad annotation key', spec({ service: { annotations: { 'a b': 'c' } } }), 'spec.service.annotations'),
  good('a cache', spec({ cache: { enabled: true, size: '500Gi', accessMode: 'ReadWriteMany' } })),
  good('a replica over as many nodes as it takes', spec({ distributed: { enabled: true } })),
  good(
    'a replica over two nodes of a rack',
    spec({
      resources: { gpuCount: 16 },
      distributed: { enabled: true, size: 2, exclusiveTopology: 'example.com/rack' },
      cache: { enabled: true, size: '2Ti', accessMode: 'ReadWriteMany' },
      scaling: { maxReplicas: 3 },
    }),
  ),
  good('nodes that are not spanned', spec({ distributed: { enabled: false }, gpuCount: 8 })),
  bad(
    'more GPUs than a node has, on one',
    spec({ gpuCount: 16, distributed: { enabled: false } }),
    'spec.gpuCount',
  ),
  bad(
    'GPUs that nodes cannot share evenly',
    spec({ resources: { gpuCount: 9 }, distributed: { enabled: true, size: 2 } }),
    'spec.resources.gpuCount',
  ),
  bad(
    'GPUs that nodes cannot share evenly, flat',
    spec({ gpuCount: 9, distributed: { enabled: true, size: 2 } }),
    'spec.gpuCount',
  ),
  bad(
    'groups that are not switched on',
    spec({ distributed: { size: 2, exclusiveTopology: 'example.com/rack' } }),
    'spec.distributed.size',
    'spec.distributed.exclusiveTopology',
  ),
  bad(
    'a rack that is no label',
    spec({ distributed: { enabled: true, exclusiveTopology: 'my rack' } }),
    'spec.distributed.exclusiveTopology',
  ),
  bad(
    'a volume of one node for pods on several',
    spec({ distributed: { enabled: true }, cache: { enabled: true, size: '1Ti' } }),
    'spec.cache.accessMode',
  ),
  bad(
    'a strategy of Deployments for groups',
    spec({ distributed: { enabled: true }, deployment: { strategy: { type: 'Recreate' } } }),
    'spec.deployment.strategy',
  ),
  bad(
    'more nodes than a group may have',
    spec({ distributed: { enabled: true, size: 65 } }),
    'spec.distributed.size',
  ),
  good('a cache that is off', spec({ cache: { enabled: false } })),
  bad('a cache without a size', spec({ cache: { enabled: true } }), 'spec.cache.size'),
  bad('a cache of nothing', spec({ cache: { enabled: true, size: '0Gi' } }), 'spec.cache.size'),
  bad(
    'a cache for one pod and two replicas',
    spec({ replicas: 2, cache: { enabled: true, size: '1Gi', accessMode: 'ReadWriteOncePod' } }),
    'spec.cache.accessMode',
  ),
  bad(
    'a cache for one pod and an autoscaler',
    spec({
      scaling: { maxReplicas: 2 },
      cache: { enabled: true, size: '1Gi', accessMode: 'ReadWriteOncePod' },
    }),
    'spec.cache.accessMode',
  ),
  bad(
    'an access mode that cannot be filled',
    spec({ cache: { accessMode: 'ReadOnlyMany' } }),
    'spec.cache.accessMode',
  ),
  good(
    'a rolling update',
    spec({ deployment: { strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } } } }),
  ),
  good(
    'a rolling update with one zero',
    spec({ deployment: { strategy: { rollingUpdate: { maxSurge: 0 } } } }),
  ),
  bad(
    'a rolling update that cannot move',
    spec({ deployment: { strategy: { rollingUpdate: { maxSurge: '0%', maxUnavailable: 0 } } } }),
    'spec.deployment.strategy.rollingUpdate.maxUnavailable',
  ),
  bad(
    'a pace for Recreate',
    spec({ deployment: { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } } }),
    'spec.deployment.strategy.rollingUpdate',
  ),
  bad(
    '120 % of the replicas',
    spec({ deployment: { strategy: { rollingUpdate: { maxSurge: '120%' } } } }),
    'spec.deployment.strategy.rollingUpdate.maxSurge',
  ),
  good('an image', spec({ image: { repository: 'registry:5000/vllm', tag: 'v1', pullSecrets: ['r'] } })),
  bad('a tag without an image', spec({ image: { tag: 'v1' } }), 'spec.image.tag'),
  bad('two tags', spec({ image: { repository: 'rocm/vllm:v1', tag: 'v2' } }), 'spec.image.tag'),
  bad(
    'a pull secret that is an object',
    spec({ image: { pullSecrets: [{ name: 'r' }] } }),
    'spec.image.pullSecrets[0]',
  ),
  good(
    'identity',
    spec({ security: { serviceAccount: { create: true }, podSecurityContext: { runAsUser: 0 } } }),
  ),
  bad(
    'a negative user',
    spec({ security: { podSecurityContext: { runAsUser: -1 } } }),
    'spec.security.podSecurityContext.runAsUser',
  ),
  good('metrics', spec({ monitoring: { enabled: true, prometheus: { path: '/metrics' } } })),
  bad(
    'metrics at no path',
    spec({ monitoring: { prometheus: { path: 'metrics' } } }),
    'spec.monitoring.prometheus.path',
  ),
]

const pods: readonly Example[] = [
  good('a node selector', spec({ nodeSelector: { 'amd.com/gpu.vram': '192G', zone: '' } })),
  bad('a bad label key', spec({ nodeSelector: { '/gpu': 'x' } }), 'spec.nodeSelector'),
  bad('a label value with a slash', spec({ nodeSelector: { model: 'a/b' } }), 'spec.nodeSelector.model'),
  bad('a label value that is a number', spec({ nodeSelector: { count: 8 } }), 'spec.nodeSelector.count'),
  bad(
    '33 labels',
    spec({ nodeSelector: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`l${i}`, 'x'])) }),
    'spec.nodeSelector',
  ),
  good(
    'tolerations',
    spec({ tolerations: [{ operator: 'Exists' }, { key: 'gpu', value: 'amd', effect: 'NoSchedule' }] }),
  ),
  bad('a toleration of nothing', spec({ tolerations: [{ effect: 'NoSchedule' }] }), 'spec.tolerations[0]'),
  bad(
    'a value with Exists',
    spec({ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }),
    'spec.tolerations[0]',
  ),
  bad(
    'seconds without NoExecute',
    spec({ tolerations: [{ key: 'a', tolerationSeconds: 1 }] }),
    'spec.tolerations[0]',
  ),
  bad(
    'an unknown operator',
    spec({ tolerations: [{ key: 'a', operator: 'Exist' }] }),
    'spec.tolerations[0].operator',
  ),
  good(
    'variables of every source',
    spec({
      env: [
        { name: 'A', value: '1' },
        { name: 'B' },
        { name: 'C', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
        { name: 'D', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
        { name: 'E', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'F', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Gi' } } },
      ],
    }),
  ),
  bad('a variable twice', spec({ env: [{ name: 'A' }, { name: 'B' }, { name: 'A' }] }), 'spec.env[2].name'),
  bad('a variable with a space', spec({ env: [{ name: 'A B' }] }), 'spec.env[0].name'),
  bad('a number for a variable', spec({ env: [{ name: 'A', value: 1 }] }), 'spec.env[0].value'),
  bad(
    'a value and a source',
    spec({ env: [{ name: 'A', value: '1', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }] }),
    'spec.env[0]',
  ),
  bad('an empty source', spec({ env: [{ name: 'A', valueFrom: {} }] }), 'spec.env[0].valueFrom'),
  bad(
    'two sources',
    spec({
      env: [
        {
          name: 'A',
          valueFrom: { fieldRef: { fieldPath: 'status.podIP' }, secretKeyRef: { name: 's', key: 'k' } },
        },
      ],
    }),
    'spec.env[0]',
  ),
]

const later: readonly Example[] = [
  good(
    'a canary that is off',
    spec({ deployment: { canary: { enabled: false, trafficSplit: 10, duration: 300 } } }),
  ),
  bad('a canary', spec({ deployment: { canary: { enabled: true } } }), 'spec.deployment.canary.enabled'),
  good('a dashboard that is off', spec({ monitoring: { grafana: { enabled: false, dashboard: 'mine' } } })),
  bad('a dashboard', spec({ monitoring: { grafana: { enabled: true } } }), 'spec.monitoring.grafana.enabled'),
  bad(
    'a scrape interval',
    spec({ monitoring: { prometheus: { interval: '30s' } } }),
    'spec.monitoring.prometheus.interval',
  ),
]

export const endpointExamples: readonly Example[] = [
  ...forms,
  ...scalars,
  ...recipe,
  ...resources,
  ...scaling,
  ...serving,
  ...pods,
  ...later,
]
