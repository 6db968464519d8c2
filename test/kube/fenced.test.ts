import { describe, expect, it } from 'vitest'
import { fenced } from '../../src/kube/fenced.ts'
import { resources } from '../../src/kube/resources.ts'
import type { Fence, KubeClient } from '../../src/kube/types.ts'
import { configMap } from './builders.ts'

/** A client that answers every write with what its fence says, and everything else with its name. */
function recording(): KubeClient {
  const write = async (options?: Fence) => options?.onlyIf?.()
  return {
    get: async () => 'get',
    list: async () => 'list',
    watch: () => 'watch',
    create: (_type: unknown, _object: unknown, options?: Fence) => write(options),
    apply: (_type: unknown, _object: unknown, options?: Fence) => write(options),
    patch: (_t: unknown, _r: unknown, _k: unknown, _p: unknown, options?: Fence) => write(options),
    delete: (_type: unknown, _ref: unknown, options?: Fence) => write(options),
    request: async (method: string) => method,
    close: () => 'closed',
  } as unknown as KubeClient
}

const type = resources.configMap
const object = configMap('a')
const writes = (client: KubeClient, options?: Fence) =>
  Promise.all([
    client.create(type, object, options),
    client.apply(type, object, options),
    client.patch(type, object.metadata, 'merge', {}, options),
    client.delete(type, object.metadata, options),
  ])

describe('a fenced client', () => {
  it('takes the question along with every write, to be asked when it is sent', async () => {
    let mayWrite = true
    const client = fenced(recording(), () => mayWrite)
    expect(await writes(client)).toEqual([true, true, true, true])
    mayWrite = false
    expect(await writes(client)).toEqual([false, false, false, false])
  })

  it('asks the fence that a write brings as well', async () => {
    const client = fenced(recording(), () => true)
    expect(await writes(client, { onlyIf: () => false })).toEqual([false, false, false, false])
  })

  it('reads whoever leads, and sends no request that may write', async () => {
    const client = fenced(recording(), () => false)
    const signal = new AbortController().signal
    expect([
      await client.get(type, object.metadata),
      await client.list(type),
      client.watch(type, { signal }),
      await client.request('GET', '/version'),
      client.close(),
    ]).toEqual(['get', 'list', 'watch', 'GET', 'closed'])
    await expect(client.request('POST', '/x')).rejects.toMatchObject({ code: 0, reason: 'Fenced' })
  })
})
