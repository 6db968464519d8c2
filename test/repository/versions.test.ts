import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { version } from '../../src/vocabulary/version.ts'

const json = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'))

describe('version lists', () => {
  it('name the same packages at the same versions for Node and Deno', () => {
    const ofDeno = Object.fromEntries(
      Object.entries<string>(json('deno.json').imports).map(([name, target]) => [
        name,
        target.replace(`npm:${name}@`, ''),
      ]),
    )
    expect(ofDeno).toEqual(json('package.json').dependencies)
  })

  it('pin every dependency to one version', () => {
    const { dependencies, devDependencies } = json('package.json')
    for (const wanted of Object.values({ ...dependencies, ...devDependencies }))
      expect(wanted).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('agree on the version of fitgate', () => {
    expect(json('package.json').version).toBe(version)
  })
})
