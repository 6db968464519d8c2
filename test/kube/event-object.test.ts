import { describe, expect, it } from 'vitest'
import { eventObject, type NewEvent, sameEvent } from '../../src/kube/event-object.ts'
import { configMap } from './builders.ts'

const reporter = { controller: 'fitgate.dev/controller', instance: 'pod-0' }
const event = (over: Partial<NewEvent> = {}): NewEvent => ({
  regarding: configMap('a', {}, { uid: 'u1' }),
  type: 'Normal',
  reason: 'Admitted',
  action: 'Decide',
  note: 'fits',
  ...over,
})

describe('an Event', () => {
  it('lives in the namespace of its object, or in default', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } }
    const regarding = configMap('a', {}, { namespace: 'team' })
    expect(eventObject(event({ regarding }), reporter).metadata.namespace).toBe('team')
    expect(eventObject(event({ regarding: node }), reporter).metadata.namespace).toBe('default')
  })

  it.each(['x'.repeat(253), `${'x'.repeat(199)}.${'y'.repeat(50)}`])('has a legal name for %s', (name) => {
    const made = eventObject(event({ regarding: configMap(name) }), reporter).metadata.name
    expect(made.length).toBeLessThanOrEqual(253)
    expect(made).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
  })

  it('cuts a note at the limit of the API, between characters', () => {
    const { note } = eventObject(event({ note: 'ä€😀'.repeat(200) }), reporter)
    expect(Buffer.byteLength(note)).toBeLessThanOrEqual(1024)
    expect(note).toMatch(/^(ä€😀)+ä?€?…$/u)
    expect(eventObject(event({ note: 'short' }), reporter).note).toBe('short')
  })

  it('repeats another only when everything but the time is the same', () => {
    expect(sameEvent(event())).toBe(
      sameEvent(event({ regarding: configMap('a', { other: 'data' }, { uid: 'u1' }) })),
    )
    const others: Partial<NewEvent>[] = [
      { note: 'does not fit' },
      { type: 'Warning' },
      { reason: 'Refused' },
      { regarding: configMap('a', {}, { uid: 'u2' }) },
      { related: configMap('b') },
    ]
    for (const over of others) expect(sameEvent(event(over))).not.toBe(sameEvent(event()))
  })
})
