/**
 * A bucket of a real S3 server inside the cluster, with one model in it, a Secret with its keys, and a volume for a cache of it.
 */
import { chmod, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { contentAt } from '../../fetch/hub-server.mjs'
import { findVersitygw, startVersitygw } from '../../fetch/versitygw/versitygw.ts'
import { engineImage, type RealNode } from './node.ts'

const port = 7070
export const bucketModel = 'team/of-a-bucket'
const files = {
  'config.json': Buffer.from('{"model_type":"test"}'),
  'model.safetensors': contentAt(8, 0, 6_000_001),
}
export const bucketBytes = Object.values(files).reduce((sum, { length }) => sum + length, 0)

/** @returns source of the model, for a cache */
export async function startBucket({ folder, applied }: RealNode) {
  const [objects, volume] = [join(folder, 'bucket'), join(folder, 'from-bucket')]
  await Promise.all([mkdir(objects), mkdir(volume)])
  await chmod(volume, 0o777)
  const binary = await findVersitygw()
  const { accessKey, secretKey } = await fill(binary, objects)
  const labels = { app: 's3' }
  const server = {
    name: 's3',
    image: engineImage(),
    command: ['/opt/s3/versitygw', '--port', `:${port}`, '--quiet', 'posix', '/objects'],
    env: [
      { name: 'ROOT_ACCESS_KEY', value: accessKey },
      { name: 'ROOT_SECRET_KEY', value: secretKey },
    ],
    volumeMounts: [
      { name: 'program', mountPath: '/opt/s3', readOnly: true },
      { name: 'objects', mountPath: '/objects' },
    ],
  }
  const volumes = [
    { name: 'program', hostPath: { path: dirname(binary), type: 'Directory' } },
    { name: 'objects', hostPath: { path: objects, type: 'Directory' } },
  ]
  await applied([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 's3', labels },
      spec: { containers: [server], volumes, terminationGracePeriodSeconds: 1 },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's3' },
      spec: { selector: labels, ports: [{ port }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's3-keys' },
      stringData: { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey },
    },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'from-bucket' },
      provisioner: 'kubernetes.io/no-provisioner',
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'from-bucket' },
      spec: {
        storageClassName: 'from-bucket',
        capacity: { storage: '10Gi' },
        accessModes: ['ReadWriteMany'],
        hostPath: { path: volume, type: 'Directory' },
      },
    },
  ])
  return {
    url: 's3://models/tiny',
    endpoint: `http://s3.default.svc:${port}`,
    credentialsSecret: 's3-keys',
  }
}

/** The same server on the machine puts them where the one in the cluster finds them. */
async function fill(binary: string, objects: string) {
  const server = await startVersitygw(binary, objects)
  const { url: endpoint, accessKey: accessKeyId, secretKey: secretAccessKey } = server
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  await client.send(new CreateBucketCommand({ Bucket: 'models' }))
  for (const [name, Body] of Object.entries(files))
    await client.send(new PutObjectCommand({ Bucket: 'models', Key: `tiny/${name}`, Body }))
  client.destroy()
  await server.close()
  return server
}
