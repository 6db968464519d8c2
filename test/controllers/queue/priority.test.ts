import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agedPriority, ageingMs, pointsPerStep } from '../../../src/controllers/queue/priority.ts'
import { type PriorityClassObject, urgencyOf } from '../../../src/controllers/queue/priority-class.ts'

const classes: Readonly<Record<string, PriorityClassObject>> = {
  batch: priorityClass('batch', -5),
  polite: priorityClass('polite', 1000, 'Never'),
}

function priorityClass(name: string, value: number, preemptionPolicy = 'PreemptLowerPriority') {
  return {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    preemptionPolicy,
  }
}

describe('urgency', () => {
  it('is of the PriorityClass where one is named, else of the word', () => {
    const of = (priorityClassName?: string) =>
      urgencyOf(
        { priority: 'high', ...(priorityClassName === undefined ? {} : { priorityClassName }) },
        (name) => classes[name],
      )
    expect(of()).toEqual({ priority: 100, preempts: true })
    expect(of('batch')).toEqual({ priority: -5, preempts: true })
    expect(of('polite')).toEqual({ priority: 1000, preempts: false })
    expect(of('absent')).toBeUndefined()
  })

  it('grows with waiting so that nobody who comes late enough goes before', () => {
    const points = fc.integer({ min: -1000, max: 1000 })
    const times = fc.integer({ min: 0, max: 10 * ageingMs })
    fc.assert(
      fc.property(points, points, times, times, (waiting, coming, waited, since) => {
        const steps = Math.ceil(Math.max(0, coming - waiting) / pointsPerStep) + 1
        const late = waited + since + steps * ageingMs
        expect(agedPriority(waiting, late)).toBeGreaterThan(agedPriority(coming, since))
      }),
    )
  })
})
