import { describe, expect, it } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { generatedFiles } from '../../../src/cli/generate.ts'
import { kubectlQuotes } from '../../../src/cli/source/kubectl-scalars.ts'
import { readYaml } from '../../../src/cli/source/yaml-source.ts'

/** Every spelling that YAML 1.1 takes for something else than a text, or 1.2 does. */
const doubtful = ['yes', 'No', 'on', 'off', 'y', 'N', '0755', '0o17', '1_000', '1e3', '12:30:45', '~', 'True']

describe('scalars', () => {
  it.each([
    ['yes', true],
    ['On', true],
    ['off', false],
    ['0755', 493],
    ['"0755"', '0755'],
    ['"off"', 'off'],
    ['08', 8],
    ['10', 10],
    ['2026-01-31', '2026-01-31'],
    ['12:30:45', '12:30:45'],
    ['yesterday', 'yesterday'],
    ['v1.10', 'v1.10'],
  ])('%s is what kubectl takes it for', (written, value) => {
    expect(readYaml(`kind: ConfigMap\nvalue: ${written}\n`).objects[0]?.object.value).toBe(value)
  })

  it('that are texts stay texts when they are written', () => {
    const text = stringify(doubtful, kubectlQuotes)
    for (const version of ['1.1', '1.2'] as const)
      expect(parseAllDocuments(text, { version })[0]?.toJS()).toEqual(doubtful)
    expect(readYaml(`value:\n${text}`).objects[0]?.object.value).toEqual(doubtful)
  })

  it.each([...generatedFiles()])('of %s mean the same to every parser', (_, text) => {
    const read = (version: '1.1' | '1.2') =>
      parseAllDocuments(text, { version }).map((document) => document.toJS() as unknown)
    expect(read('1.1')).toEqual(read('1.2'))
  })
})
