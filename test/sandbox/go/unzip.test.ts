import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unzip } from '../../../src/sandbox/go/unzip.ts'
import { zipOf } from './zip-builder.ts'

const read = (archive: Buffer) =>
  Object.fromEntries([...unzip(archive)].map((entry) => [entry.name, entry.content().toString()]))

describe('unzip', () => {
  it('gives back every file of any archive', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z.]{1,8}[a-z]){0,2}$/)
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (files) => {
        expect(read(zipOf(files))).toEqual({ ...files })
      }),
    )
  })

  it('leaves folders out', () => {
    expect(read(zipOf({ 'bin/': '', 'bin/go': 'x' }))).toEqual({ 'bin/go': 'x' })
  })

  it.each(['../evil', '/etc/passwd', 'a/../../b', 'a\\..\\b'])('refuses the name %s', (name) => {
    expect(() => read(zipOf({ [name]: 'x' }))).toThrow('outside of the archive')
  })

  it('refuses what is not a zip file, or only the beginning of one', () => {
    expect(() => read(Buffer.from('hello, this is no archive'))).toThrow('not a zip file')
    expect(() => read(zipOf({ a: 'x'.repeat(500) }).subarray(0, 60))).toThrow('not a zip file')
  })

  it('refuses an entry whose data does not give what the directory says', () => {
    const archive = zipOf({ a: 'hello' })
    const directory = archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    archive.writeUInt32LE(9, directory + 24)
    expect(() => read(archive)).toThrow('damaged zip file')
  })
})
