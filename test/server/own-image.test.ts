import { expect, it } from 'vitest'
import type { KubeClient } from '../../src/kube/types.ts'
import { ownImage } from '../../src/server/own-image.ts'

const imageWith = (containers?: readonly { name: string; image: string }[]) => {
  const asked: unknown[] = []
  const client = {
    async list(_type: unknown, options: unknown) {
      asked.push(options)
      return { items: containers === undefined ? [] : [{ spec: { containers } }], resourceVersion: '1' }
    },
  } as unknown as KubeClient
  return { found: ownImage(client, 'fitgate-system', 'fitgate-controller-1'), asked }
}

it('is what the controller’s container runs, whatever runs beside it', async () => {
  const { found, asked } = imageWith([
    { name: 'mesh', image: 'mesh:1' },
    { name: 'controller', image: 'registry.example/fitgate:2' },
  ])
  expect(await found).toBe('registry.example/fitgate:2')
  expect(asked).toEqual([
    { namespace: 'fitgate-system', fieldSelector: 'metadata.name=fitgate-controller-1' },
  ])
})

it('is unknown where this process runs in no pod', async () => {
  expect(await imageWith().found).toBeUndefined()
})
