import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { writeConfigFile } from '../../src/render/config-file.ts'

describe("the engine's configuration file", () => {
  it('is flat YAML, one flag a line', () => {
    expect(writeConfigFile({ model: 'a/b', port: 8000, eager: true, gone: undefined, list: ['x'] })).toBe(
      'model: "a/b"\nport: 8000\neager: true\nlist: ["x"]\n',
    )
  })

  it('reads back as what was written, whatever users put in', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.array(fc.string()))
    const config = fc.dictionary(fc.string({ minLength: 1 }), value, { noNullPrototype: true })
    fc.assert(
      fc.property(config, (written) => {
        expect(parse(writeConfigFile(written)) ?? {}).toEqual(written)
      }),
    )
  })
})
