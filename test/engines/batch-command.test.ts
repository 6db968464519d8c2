import { describe, expect, it } from 'vitest'
import { batchCommand } from '../../src/engines/batch-command.ts'

const engine = { backend: 'vllm', version: '0.33.0' } as const
const settings = {
  tensorParallel: 2,
  other: { 'enforce-eager': true, 'tool-call-parser': 'hermes' },
} as const

describe('batchCommand', () => {
  it('measures the throughput of a model without requests, and takes no argument of the server', () => {
    const words = batchCommand(engine, { modelId: 'Qwen/Qwen3-8B', settings })
    expect(words.slice(0, 3)).toEqual(['vllm', 'bench', 'throughput'])
    expect(words).toEqual(
      expect.arrayContaining(['--model=Qwen/Qwen3-8B', '--tensor-parallel-size=2', '--enforce-eager']),
    )
    expect(words.join(' ')).not.toMatch(/--(host|port|tool-call-parser)/)
  })

  it('runs a file of requests', () => {
    const batch = { input: 'https://files.example/in', output: '/out' }
    expect(batchCommand(engine, { modelId: 'm', settings, batch }).slice(0, 4)).toEqual([
      'vllm',
      'run-batch',
      '--input-file=https://files.example/in',
      '--output-file=/out',
    ])
  })
})
