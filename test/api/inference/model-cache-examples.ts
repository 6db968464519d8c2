/**
 * ModelCache specs, good and bad.
 * @module
 */
import { bad, type Example, good } from '../aim/example.ts'

const modelName = 'Qwen/Qwen3-32B'
/** A spec that is right but for the fields given. */
const spec = (fields: object) => ({ modelName, ...fields })
const source = (fields: object) => spec({ source: fields })

export const modelCacheExamples: readonly Example[] = [
  good('a name', spec({})),
  good(
    'everything of upstream',
    spec({
      storageClass: 'fast-ssd',
      size: '100Gi',
      downloadPolicy: 'IfNotPresent',
      source: {
        type: 'huggingface',
        huggingface: { repository: modelName, revision: 'main', tokenSecret: 'hub' },
      },
      caching: { enabled: true, replicas: 3 },
    }),
  ),
  good(
    'a bucket of S3',
    source({
      type: 's3',
      s3: {
        bucket: 'models',
        key: 'qwen/',
        region: 'eu-west-1',
        endpoint: 'http://s3.models:9000',
        pathStyle: true,
        credentialsSecret: 'bucket',
      },
    }),
  ),
  good('a bucket of Google', source({ gcs: { bucket: 'models', credentialsSecret: 'bucket' } })),
  good('a list of files', source({ type: 'http', http: { url: 'https://files.example/qwen.sha256' } })),
  good('the type alone', source({ type: 'huggingface' })),
  good('patterns', spec({ include: ['*.json'], exclude: ['original/*'] })),
  good(
    'a volume for one node with one copy',
    spec({ accessMode: 'ReadWriteOnce', caching: { replicas: 1 } }),
  ),
  good(
    'a volume for one node, copies with one of their own',
    spec({ accessMode: 'ReadWriteOnce', caching: { storageClass: 'node-disks', replicas: 3 } }),
  ),
  good(
    'a volume for one node, caching off',
    spec({ accessMode: 'ReadWriteOnce', caching: { enabled: false } }),
  ),
  bad('nothing', {}, 'spec.modelName'),
  bad('a name the hub has not', { modelName: 'a--b' }, 'spec.modelName'),
  bad('a size of nothing', spec({ size: '0' }), 'spec.size'),
  bad('an unknown download policy', spec({ downloadPolicy: 'Sometimes' }), 'spec.downloadPolicy'),
  bad('an unknown type', source({ type: 'ftp' }), 'spec.source.type'),
  bad('two places', source({ s3: { bucket: 'models' }, gcs: { bucket: 'models' } }), 'spec.source'),
  ...(['huggingface', 's3', 'gcs', 'http'] as const).map((type) =>
    bad(
      `a block of ${type} under another type`,
      source({
        type: type === 'http' ? 'huggingface' : 'http',
        ...(type === 'http' ? {} : { [type]: type === 'huggingface' ? {} : { bucket: 'models' } }),
        ...(type === 'http' ? { http: { url: 'https://files.example/a' } } : {}),
      }),
      `spec.source.${type}`,
      ...(type === 'http' ? [] : ['spec.source.http']),
    ),
  ),
  bad('s3 without a bucket', source({ type: 's3' }), 'spec.source.s3'),
  bad('gcs without a bucket', source({ type: 'gcs' }), 'spec.source.gcs'),
  bad('http without an address', source({ type: 'http' }), 'spec.source.http'),
  bad(
    'a password in an address',
    source({ http: { url: 'https://me:secret@files.example/a' } }),
    'spec.source.http',
  ),
  bad(
    'copies on several nodes of a volume for one',
    spec({ accessMode: 'ReadWriteOncePod', caching: { replicas: 3 } }),
    'spec.accessMode',
  ),
  bad(
    'a label key that is none',
    spec({ caching: { nodeSelector: { 'a b': 'c' } } }),
    'spec.caching.nodeSelector',
  ),
  ...[
    { effect: 'NoSchedule' },
    { key: 'a', operator: 'Exists', value: 'b' },
    { key: 'a', operator: 'Exists', tolerationSeconds: 3 },
  ].map((toleration) =>
    bad(
      `a toleration ${JSON.stringify(toleration)}`,
      spec({ caching: { tolerations: [toleration] } }),
      'spec.caching.tolerations[0]',
    ),
  ),
]

/** Faults that only our parser finds: the API server has no words for them. */
export const beyondTheSchema: ReadonlySet<string> = new Set([
  'a name the hub has not',
  'a password in an address',
])
