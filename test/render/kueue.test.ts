import { expect, it } from 'vitest'
import { renderEndpoint } from '../../src/render/endpoint.ts'
import { candidateOf, endpoint } from './builders.ts'

const queue = 'kueue.x-k8s.io/queue-name'
const priority = 'kueue.x-k8s.io/priority-class'

function rendered(labels: Readonly<Record<string, string>>) {
  const object = endpoint('qwen', { gpuCount: 1 })
  const labelled = { ...object, metadata: { ...object.metadata, labels } }
  return renderEndpoint({ endpoint: labelled, candidate: candidateOf(object), version: '0.1.0' })
}

it('what makes pods goes into the queue of its owner, with its priority there, and nothing else does', () => {
  const objects = rendered({ [queue]: 'team', [priority]: 'urgent', app: 'mine' })
  for (const { kind, metadata } of objects) {
    const told = Object.keys(metadata.labels).filter((name) => name.startsWith('kueue.'))
    expect(told, kind).toEqual(kind === 'Deployment' ? [queue, priority] : [])
    expect(metadata.labels).not.toHaveProperty('app')
  }
})

it('without a queue a label of Kueue means nothing', () => {
  expect(JSON.stringify(rendered({ [priority]: 'urgent' }))).not.toContain('kueue')
})
