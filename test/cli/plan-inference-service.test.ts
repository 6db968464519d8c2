import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { run } from './run.ts'

const sample = fileURLToPath(new URL('../../manifests/samples/inference-service.yaml', import.meta.url))

describe('fitgate plan of an InferenceService', () => {
  it('shows a replica that spans nodes, and what it would create', async () => {
    const { code, out } = await run('plan', '-f', sample, '--hardware', '2x8xMI300X')
    expect(code).toBe(0)
    expect(out).toContain('InferenceService deepseek-r1   FITS on 2 nodes of 8 x MI300X')
    expect(out).toContain('tensor parallel 8, pipeline parallel 2')
    expect(out).toContain('Would create: ConfigMap, Service, LeaderWorkerSet')
    expect(out.split('\n').every((line) => line.length <= 100)).toBe(true)
  })

  it('writes the objects as kubectl takes them', async () => {
    const { out } = await run('plan', '-f', sample, '--hardware', '2x8xMI300X', '-o', 'yaml')
    const kinds = parseAllDocuments(out).map((document) => document.get('kind'))
    expect(kinds).toEqual(['ConfigMap', 'Service', 'LeaderWorkerSet'])
  })

  it('assumes as many nodes as a replica spans where no cluster is given', async () => {
    const { out } = await run('plan', '-f', sample)
    expect(out).toContain('FITS on 2 nodes of 8 x MI')
    expect(out).toContain('assuming 2 full nodes of every Instinct part')
  })

  it('admits what waits for nodes that may come, and says how many are missing', async () => {
    const { code, out } = await run('plan', '-f', sample, '--hardware', '1x8xMI300X')
    expect(out).toContain('spec.distributed.size: needs 2 nodes with 8 x MI300X each')
    expect(code).toBe(0)
  })
})
