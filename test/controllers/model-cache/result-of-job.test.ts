import { describe, expect, it } from 'vitest'
import { podsOfJob, resultOfJob } from '../../../src/controllers/model-cache/result-of-job.ts'
import { endedPod, fetched, job, said } from './builders.ts'

describe('what a Job left behind', () => {
  it('is nothing while it has not ended', () => {
    expect(resultOfJob(job(), [endedPod({ message: said({}) })])).toBeUndefined()
  })

  it('is the result of the pod that ended last', () => {
    const pods = [
      endedPod({ message: said({}), finishedAt: '2026-11-21T10:05:00Z' }),
      endedPod({ exitCode: 137, finishedAt: '2026-11-21T10:01:00Z' }),
    ]
    expect(resultOfJob(job('Complete'), pods)).toEqual(fetched)
  })

  it('is the outcome of the exit code where the message is no result', () => {
    const pods = [endedPod({ exitCode: 11, message: 'a stack trace' })]
    expect(resultOfJob(job('Failed'), pods)).toMatchObject({
      outcome: 'AuthRequired',
      message: expect.stringContaining('a stack trace'),
    })
  })

  it('is unknown, and says so, where nothing tells how it ended', () => {
    expect(resultOfJob(job('Failed'), [])).toEqual({
      outcome: 'Unknown',
      message: 'its Job failed: the backoff limit',
    })
    expect(resultOfJob(job('Complete'), [])?.outcome).toBe('Unknown')
    expect(resultOfJob(job('Complete'), [endedPod()])?.outcome).toBe('Unknown')
    const killed = resultOfJob(job('Failed'), [endedPod({ exitCode: 137, reason: 'OOMKilled' })])
    expect(killed).toEqual({
      outcome: 'Unknown',
      message: 'it was killed for using more memory than its limit',
    })
  })

  it('is never good where the Job failed, nor bad where it did not', () => {
    expect(resultOfJob(job('Failed'), [endedPod({ message: said({}) })])?.outcome).toBe('Unknown')
    const pods = [endedPod({ message: said({ outcome: 'NotFound' }) })]
    expect(resultOfJob(job('Complete'), pods)?.outcome).toBe('Unknown')
  })

  it('is read from its own pods, not from those of a Job that had its name before', () => {
    const pods = [endedPod({ of: 'another' }), endedPod()]
    expect(podsOfJob(job(), pods)).toEqual([pods[1]])
  })
})
