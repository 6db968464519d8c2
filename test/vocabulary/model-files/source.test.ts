import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelFolder, modelOfFolder } from '../../../src/vocabulary/model-files/layout.ts'
import { isModelId, isRevision } from '../../../src/vocabulary/model-files/model-id.ts'
import { parseSource, writeSource } from '../../../src/vocabulary/model-files/source.ts'

describe('a source as people write it', () => {
  it.each([
    ['hf://Qwen/Qwen3-32B', { kind: 'hub', id: 'Qwen/Qwen3-32B' }],
    ['HF://gpt2@refs/pr/1', { kind: 'hub', id: 'gpt2', revision: 'refs/pr/1' }],
    ['s3://models/llama/70b/', { kind: 's3', bucket: 'models', prefix: 'llama/70b' }],
    ['gs://models', { kind: 'gs', bucket: 'models', prefix: '' }],
    ['https://mirror.local:8443/a.list', { kind: 'https', url: 'https://mirror.local:8443/a.list' }],
    ['./models/x', { kind: 'path', path: './models/x' }],
    ['file:///models/x', { kind: 'path', path: '/models/x' }],
  ])('%s', (text, source) => {
    expect(parseSource(text)).toEqual(source)
  })

  it.each([
    ['Qwen/Qwen3-32B', 'a path begins with / or ./'],
    ['hf://a/b/c', 'no name of a repository'],
    ['hf://a/b@../../x', 'no revision'],
    ['hf://a/b@', 'no revision'],
    ['s3://UPPER/x', 'no name of a bucket'],
    ['ftp://host/x', 'unknown scheme "ftp"'],
    ['https://user:secret@host/x', 'ends up in logs'],
  ])('%s is refused', (text, words) => {
    expect(parseSource(text)).toEqual({ problem: expect.stringContaining(words) })
  })

  it('is read back as it was written', () => {
    const word = fc
      .stringMatching(/^[a-z0-9_]([a-z0-9_.-]{0,20}[a-z0-9_])?$/)
      .filter((text) => isModelId(text))
    fc.assert(
      fc.property(word, word, fc.option(word, { nil: undefined }), (org, name, revision) => {
        const source = {
          kind: 'hub' as const,
          id: `${org}/${name}`,
          ...(revision !== undefined && isRevision(revision) && { revision }),
        }
        expect(parseSource(writeSource(source))).toEqual(source)
        expect(modelOfFolder(modelFolder(source.id).slice('hub/'.length))).toBe(source.id)
      }),
    )
  })

  it('never leads a model out of its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '.', '/', '-', '\\', '\0', '@') }), (text) => {
        if (isModelId(text)) expect(modelFolder(text)).toMatch(/^hub\/models--[^/\\]+$/)
        if (isRevision(text)) expect(new URL(text, 'file:///refs/').pathname).toBe(`/refs/${text}`)
      }),
      { numRuns: 2000 },
    )
  })
})
