/**
 * AIMCache specs, good and bad.
 * @module
 */
import { bad, type Example, good } from './example.ts'

const id = 'Qwen/Qwen3-32B'
const models = [{ id }]
/** A spec that is right but for the fields given. */
const spec = (fields: object) => ({ models, ...fields })
/** With one model that has these fields too. */
const model = (fields: object) => ({ models: [{ id, ...fields }] })

const forms: readonly Example[] = [
  good('the nested form', spec({ storage: { size: '500Gi', mountPath: '/cache' } })),
  good('the short form', { modelId: id, size: '100Gi', cachePath: '/workspace/model-cache' }),
  good('no size, no models', {}),
  bad('both forms of the model', { modelId: id, models }, 'spec.modelId'),
  bad('both forms of the size', spec({ size: '1Gi', storage: { size: '1Gi' } }), 'spec.size'),
  bad('both forms of the path', spec({ cachePath: '/a', storage: { mountPath: '/a' } }), 'spec.cachePath'),
]

const storage: readonly Example[] = [
  good(
    'everything of upstream',
    spec({
      storage: { storageClass: 'fast', size: '500Gi', accessMode: 'ReadWriteMany', mountPath: '/cache' },
      models: [
        { id, priority: 'high', retention: '30d', maxSize: '100Gi', preload: true },
        { id: 'Qwen/Qwen3-8B', priority: 'medium', retention: '7d' },
        { id: 'Qwen/Qwen3-4B', priority: 'low', retention: 259200 },
      ],
      cleanup: {
        enabled: true,
        schedule: '0 2 * * *',
        maxAge: '30d',
        minFreeSpace: '100Gi',
        strategy: 'lru',
      },
    }),
  ),
  bad('a size of nothing', spec({ size: 0 }), 'spec.size'),
  bad('a nested size of nothing', spec({ storage: { size: '0Gi' } }), 'spec.storage.size'),
  bad('a size in words', spec({ size: 'big' }), 'spec.size'),
  bad('an unknown access mode', spec({ storage: { accessMode: 'RWX' } }), 'spec.storage.accessMode'),
  bad('a relative path', spec({ cachePath: 'cache' }), 'spec.cachePath'),
  bad('a path upwards', spec({ cachePath: '/cache/../etc' }), 'spec.cachePath'),
  bad('a path of the system', spec({ cachePath: '/dev/shm' }), 'spec.cachePath'),
  bad('a nested path of the system', spec({ storage: { mountPath: '/etc' } }), 'spec.storage.mountPath'),
  good('a path that only begins as one of the system', spec({ cachePath: '/devices' })),
]

const sources: readonly Example[] = [
  good(
    'a bucket',
    model({
      source: { url: 's3://models/qwen', endpoint: 'http://s3.models:9000', region: 'eu-1', pathStyle: true },
    }),
  ),
  good('a mirror', model({ source: { url: `hf://${id}@main`, endpoint: 'https://mirror.example/hf' } })),
  good('a commit', model({ revision: '0123456789abcdef0123456789abcdef01234567' })),
  good('patterns', model({ include: ['*.safetensors', '*.json'], exclude: ['original/*'] })),
  bad('a folder', model({ source: { url: '/data/qwen' } }), 'spec.models[0].source.url'),
  bad('a repository that is none', model({ source: { url: 'hf://a/b/c' } }), 'spec.models[0].source.url'),
  bad('a name the hub has not', { modelId: 'Qwen/Qwen3--32B' }, 'spec.modelId'),
  bad('a listed name the hub has not', { models: [{ id: 'a..b' }] }, 'spec.models[0].id'),
  bad('a model twice', { models: [{ id }, { id }] }, 'spec.models[1].id'),
  bad(
    'a revision of a bucket',
    model({ revision: 'main', source: { url: 'S3://models' } }),
    'spec.models[0].revision',
  ),
  bad('two revisions', model({ revision: 'a', source: { url: `hf://${id}@b` } }), 'spec.models[0].revision'),
  bad(
    'an endpoint of a web server',
    model({ source: { url: 'https://files.example/a', endpoint: 'https://files.example' } }),
    'spec.models[0].source.endpoint',
  ),
  bad(
    'what only s3 has',
    model({ source: { url: 'gs://models/qwen', region: 'eu-1', pathStyle: true } }),
    'spec.models[0].source.region',
    'spec.models[0].source.pathStyle',
  ),
  bad('an unknown priority', model({ priority: 'urgent' }), 'spec.models[0].priority'),
  bad('a retention in months', model({ retention: '3mo' }), 'spec.models[0].retention'),
]

const policy: readonly Example[] = [
  good('a clean-up that is off', spec({ cleanup: { enabled: false } })),
  bad('an unknown strategy', spec({ cleanup: { strategy: 'mru' } }), 'spec.cleanup.strategy'),
  bad(
    'more kept free than there is',
    spec({ size: '10Gi', cleanup: { minFreeSpace: '10Gi' } }),
    'spec.cleanup.minFreeSpace',
  ),
  bad(
    'more kept free than there is, nested',
    spec({ storage: { size: '10Gi' }, cleanup: { minFreeSpace: '1Ti' } }),
    'spec.cleanup.minFreeSpace',
  ),
]

const groups: readonly Example[] = [
  good(
    'copies on nodes',
    spec({
      nodeGroup: { nodeSelector: { pool: 'mi300x' }, replicas: 3, tolerations: [{ operator: 'Exists' }] },
    }),
  ),
  good(
    'copies with a volume of their own',
    spec({
      storage: { accessMode: 'ReadWriteOnce' },
      nodeGroup: { storageClass: 'node-disks', replicas: 3 },
    }),
  ),
  good('one copy on a node', spec({ storage: { accessMode: 'ReadWriteOnce' }, nodeGroup: { replicas: 1 } })),
  bad(
    'copies on several nodes of a volume for one',
    spec({ storage: { accessMode: 'ReadWriteOnce' }, nodeGroup: {} }),
    'spec.storage.accessMode',
  ),
  bad(
    'a label key that is none',
    spec({ nodeGroup: { nodeSelector: { 'a b': 'c' } } }),
    'spec.nodeGroup.nodeSelector',
  ),
  ...[
    { effect: 'NoSchedule' },
    { key: 'a', operator: 'Exists', value: 'b' },
    { key: 'a', operator: 'Exists', tolerationSeconds: 3 },
  ].map((toleration) =>
    bad(
      `a toleration ${JSON.stringify(toleration)}`,
      spec({ nodeGroup: { tolerations: [toleration] } }),
      'spec.nodeGroup.tolerations[0]',
    ),
  ),
]

/** Schedules, which the schema takes as any text. */
export const scheduleExamples: readonly Example[] = [
  bad('an hour too late', spec({ cleanup: { schedule: '0 25 * * *' } }), 'spec.cleanup.schedule'),
  bad('four parts', spec({ cleanup: { schedule: '0 2 * *' } }), 'spec.cleanup.schedule'),
]

export const aimCacheExamples: readonly Example[] = [...forms, ...storage, ...sources, ...policy, ...groups]

/** Faults that only our parser finds: the API server has no words for them. */
export const beyondTheSchema: ReadonlySet<string> = new Set([
  'a repository that is none',
  'a name the hub has not',
  'a listed name the hub has not',
])
