import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ceilingOf, defaultQueueConfig } from '../../src/inventory/queue-config.ts'
import { parseConfig } from '../../src/server/config.ts'

describe('the queue in the configuration', () => {
  it('limits nobody and takes nobody down by default, as the manifests say too', () => {
    expect(parseConfig('').queue).toEqual(defaultQueueConfig)
    expect(defaultQueueConfig.preemption.enabled).toBe(false)
    const file = readFileSync(new URL('../../manifests/base/config.yaml', import.meta.url), 'utf8')
    expect(parseConfig(file).queue).toEqual(defaultQueueConfig)
  })

  it('has a ceiling for all namespaces, and one of its own for each', () => {
    const { queue } = parseConfig('queue: {namespaceGPUs: 8, namespaces: {large: 64, none: 0}}')
    expect(['large', 'none', 'other', 'toString'].map((name) => ceilingOf(queue, name))).toEqual([
      64, 0, 8, 8,
    ])
    expect(ceilingOf(parseConfig('').queue, 'any')).toBeUndefined()
  })

  it('switches preemption on with its default grace', () => {
    expect(parseConfig('queue: {preemption: {enabled: true}}').queue.preemption).toEqual({
      enabled: true,
      graceSeconds: 30,
    })
    expect(() => parseConfig('queue: {preemption: {on: true}}')).toThrow('queue.preemption.on')
  })
})
