import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allRules } from '../../../src/controllers/failures/all-rules.ts'
import { failureReasons, failureWords } from '../../../src/controllers/failures/failure.ts'
import { readFailure } from '../../../src/controllers/failures/read-failure.ts'
import type { ContainerStatus, Pod } from '../../../src/controllers/feeds/pod.ts'
import { lastWords, refusals, unschedulables, waitings } from './excerpts.ts'

const pod = (status: NonNullable<Pod['status']>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'qwen-5d9-x', namespace: 'serving' },
  spec: { containers: [] },
  status,
})
const running = (container: Partial<ContainerStatus>) =>
  pod({ phase: 'Running', containerStatuses: [{ name: 'aim-server', ready: false, ...container }] })
const looping = (end: NonNullable<ContainerStatus['lastState']>['terminated']) =>
  running({ state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: end } })
const died = (message: string) => looping({ exitCode: 1, reason: 'Error', message })

/** What an engine logs before and after the line that matters. */
const traceback = (line: string) =>
  `INFO 10-19 23:25:20 [gpu_model_runner.py:2602] Starting to load model\nTraceback (most recent call last):\n  File "/usr/lib/python3.12/runpy.py", line 198\n${line}\n[rank0]:[W ProcessGroupNCCL.cpp:1505] Warning: destroy_process_group() was not called before program exit`

describe('the last words of an engine', () => {
  it.each(lastWords)('are read: %s, %s', (reason, words, message) => {
    for (const text of [words, traceback(words)]) {
      const failure = readFailure(died(text))
      expect(failure?.reason).toBe(reason)
      expect(failure?.message).toMatch(message)
      expect(failure?.remedy).not.toBe('')
    }
  })

  it('that nothing explains are repeated, cut to their end', () => {
    const failure = readFailure(died(`${'x'.repeat(5000)} ValueError: the reason`))
    expect(failure?.reason).toBe('EngineCrashing')
    expect(failure?.message).toMatch(/exit code 1 .*the reason$/s)
    expect(failure && failureWords(failure).length).toBeLessThan(900)
  })

  it('are those of the engine in the pod, where that is known', () => {
    const sglang = died('RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.')
    expect(readFailure(sglang, { engine: { backend: 'sglang', version: '0.5.23' } })?.reason).toBe(
      'NoCacheMemory',
    )
    expect(readFailure(sglang, { engine: { backend: 'vllm', version: '0.33.0' } })?.reason).toBe(
      'EngineCrashing',
    )
    const old = died(lastWords[2]?.[1] ?? '')
    expect(readFailure(old, { engine: { backend: 'vllm', version: '0.9.1' } })?.length?.fits).toBe(92_112)
    expect(readFailure(old, { engine: { backend: 'vllm', version: '0.33.0' } })?.length).toBeUndefined()
  })

  it('are those of the container that is asked about', () => {
    expect(
      readFailure(died('No available memory for the cache blocks'), { container: 'proxy' }),
    ).toBeUndefined()
  })
})

describe('a KV cache that is too small', () => {
  it('comes with the length that fits, in the engine’s own words', () => {
    expect(readFailure(died(lastWords[0]?.[1] ?? ''))?.length).toEqual({ asked: 131_072, fits: 92_064 })
  })

  it('comes with a length in proportion where the engine estimates none', () => {
    expect(readFailure(died(lastWords[1]?.[1] ?? ''))?.length).toEqual({ asked: 32_768, fits: 14_745 })
  })

  it('comes without one where no length would do', () => {
    const words = lastWords[0]?.[1].replace('92064', '0') ?? ''
    expect(readFailure(died(words))).toMatchObject({ reason: 'CacheTooSmall' })
    expect(readFailure(died(words))?.length).toBeUndefined()
  })
})

describe('how a container ended', () => {
  it('counts more than its words where the kernel ended it', () => {
    const end = { exitCode: 137, reason: 'OOMKilled', message: 'HIP out of memory' }
    expect(readFailure(looping(end))?.reason).toBe('HostMemory')
  })

  it.each([
    [137, 'EngineKilled', /memory limit/],
    [143, 'EngineKilled', /startup probe/],
    [1, 'EngineCrashing', /logs --previous/],
    [0, 'EngineCrashing', /logs --previous/],
  ])('says what it can without words: exit code %i', (exitCode, reason, remedy) => {
    const failure = readFailure(looping({ exitCode, reason: 'Error' }))
    expect(failure?.reason).toBe(reason)
    expect(failure?.remedy).toMatch(remedy)
  })

  it('is told while the next run starts, and forgotten once that answers', () => {
    const lastState = { terminated: { exitCode: 1, message: lastWords[3]?.[1] ?? '' } }
    expect(readFailure(running({ started: false, lastState }))?.reason).toBe('NoCacheMemory')
    expect(readFailure(running({ started: true, lastState }))).toBeUndefined()
    expect(readFailure(running({ started: true, ready: true, lastState }))).toBeUndefined()
    expect(readFailure(running({ lastState: { terminated: { exitCode: 0 } } }))).toBeUndefined()
  })
})

describe('what Kubernetes says of a pod', () => {
  it.each(waitings)('is read where a container waits: %s, %s, %s', (reason, waiting, message, remedy) => {
    const failure = readFailure(running({ state: { waiting: { reason: waiting, message } } }))
    expect(failure?.reason).toBe(reason)
    expect(failure?.remedy).toMatch(remedy)
    expect(failure?.message).toContain(message || waiting)
  })

  it.each(refusals)('is read where the kubelet refused it: %s, %s, %s', (reason, why, message, remedy) => {
    const failure = readFailure(pod({ phase: 'Failed', reason: why, message }))
    expect(failure?.reason).toBe(reason)
    expect(failure?.message).toContain(message)
    expect(failure?.remedy).toMatch(remedy)
  })

  it.each(unschedulables)('is read where taints keep it off nodes: %s', (message, words) => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }]
    expect(readFailure(pod({ phase: 'Pending', conditions }))?.message).toMatch(words)
  })

  it('is nothing of a pod that needs time, or room', () => {
    expect(readFailure(pod({}))).toBeUndefined()
    expect(readFailure(running({ state: { waiting: { reason: 'ContainerCreating' } } }))).toBeUndefined()
    const message = '0/3 nodes are available: 3 Insufficient amd.com/gpu.'
    const conditions = [{ type: 'PodScheduled', status: 'False', message }]
    expect(readFailure(pod({ conditions }))).toBeUndefined()
  })
})

describe('the rules', () => {
  const pieces = allRules.flatMap(({ patterns = [] }) => patterns.map((pattern) => pattern.source))

  it('have reasons of the list, and no reason of the list is without a rule', () => {
    expect([...new Set(allRules.map(({ reason }) => reason))].toSorted()).toEqual(
      [...failureReasons].toSorted(),
    )
  })

  it('repeat nothing without a limit', () => {
    for (const source of pieces) {
      expect(source.replaceAll(/\\.|\[[^\]]*\]/g, 'x'), source).not.toMatch(/[*+]|\{\d*,\}/)
      // a repetition inside a repetition takes time without end
      expect(source, source).not.toMatch(/\}\)[?*+{]{1}\d*,/)
    }
  })

  it('read any text, and say a bounded thing about it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc
        .array(fc.constantFrom(...pieces, ...lastWords.map(([, words]) => words), '\n', '('), {
          maxLength: 60,
        })
        .map((all) => all.join('')),
      fc
        .tuple(fc.constantFrom(...lastWords), fc.nat(200))
        .map(([[, words], at]) => words.slice(0, at).repeat(40)),
    )
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 255 }), fc.string(), (message, exitCode, reason) => {
        for (const read of [
          readFailure(looping({ exitCode, reason, message })),
          readFailure(running({ state: { waiting: { reason: 'ErrImagePull', message } } })),
          readFailure(pod({ phase: 'Failed', reason: 'Evicted', message })),
          readFailure(pod({ conditions: [{ type: 'PodScheduled', status: 'False', message }] })),
        ]) {
          if (read === undefined) continue
          expect(failureReasons).toContain(read.reason)
          expect(failureWords(read).length).toBeLessThan(1200)
          if (read.length !== undefined) {
            expect(read.length.fits).toBeGreaterThan(0)
            expect(read.length.fits).toBeLessThan(read.length.asked)
          }
        }
      }),
    )
  })

  it('read the longest text in one go, however it repeats what they look for', () => {
    for (const [, words] of lastWords) {
      for (const size of [10, 20, 40]) {
        const message = words.slice(0, size).repeat(1_000_000 / size)
        expect(readFailure(died(message))?.reason).toBeDefined()
      }
    }
  })
})
