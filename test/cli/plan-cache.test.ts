import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { run } from './run.ts'
import { temporaryFiles } from './temporary-files.ts'

const file = temporaryFiles()
const sample = (name: string) =>
  fileURLToPath(new URL(`../../manifests/samples/${name}.yaml`, import.meta.url))
const cache = (name: string, spec: string) =>
  file(
    `${name}.yaml`,
    `apiVersion: aim.engine.amd.com/v1alpha1\nkind: AIMCache\nmetadata: {name: ${name}}\nspec: ${spec}\n`,
  )

describe('fitgate plan of a cache', () => {
  it('says what would be fetched, how large it is, and where to', async () => {
    const { code, out } = await run('plan', '-f', sample('cache'))
    expect(code).toBe(0)
    expect(out).toBe(`AIMCache models   VALID

  Fetches
    Qwen/Qwen3-32B  61.0 GiB  hf://Qwen/Qwen3-32B  at once
    Qwen/Qwen3-8B   15.3 GiB  hf://Qwen/Qwen3-8B   when an engine asks
  Volume   claim models-storage, 500Gi, ReadWriteMany, the cluster's default class
`)
  })

  it('says where copies on nodes would be, and passes over the volume that the platform makes', async () => {
    const { code, out } = await run('plan', '-f', sample('cache-on-nodes'))
    expect(code).toBe(0)
    expect(out).toContain(`
  Volume   claim models-storage-origin, 100Gi, ReadWriteMany, the cluster's default class
  Copies   claim models-storage, class node-disks, on all nodes of the group
`)
    const yaml = await run('plan', '-f', sample('cache-on-nodes'), '-o', 'yaml')
    const names = parseAllDocuments(yaml.out).map((document) => document.toJS().metadata.name)
    expect(names).toEqual(['models-storage-origin', 'models-storage'])
  })

  it('computes the size where none is written, and writes the claim', async () => {
    const { out } = await run('plan', '-f', sample('model-cache'), '-o', 'yaml')
    const [claim] = parseAllDocuments(out).map((document): unknown => document.toJS())
    expect(claim).toMatchObject({
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'qwen-cache' },
      spec: { resources: { requests: { storage: String(68 * 2 ** 30) } } },
    })
  })

  it('ends with 1 where the volume is too small, and says which size will do', async () => {
    const { code, out } = await run('plan', '-f', cache('small', '{modelId: "Qwen/Qwen3-32B", size: 10Gi}'))
    expect(code).toBe(1)
    expect(out).toBe(`AIMCache small   CANNOT RUN

  spec.size: is 10.0 GiB, but Qwen/Qwen3-32B takes at least 59.2 GiB; write 68Gi or more
`)
  })

  it('ends with 2 where fields are wrong', async () => {
    const { code, out } = await run('plan', '-f', cache('wrong', '{cleanup: {schedule: "0 2 * *"}}'))
    expect(code).toBe(2)
    expect(out).toContain('spec.cleanup.schedule: has 4 parts')
  })
})

describe('fitgate check of a cache', () => {
  it('finds what admission would refuse', async () => {
    const { code, out } = await run('check', cache('tight', '{modelId: "Qwen/Qwen3-32B", size: 20Gi}'))
    expect(code).toBe(1)
    expect(out).toContain('takes at least 59.2 GiB')
    expect((await run('check', sample('cache'))).code).toBe(0)
  })
})
