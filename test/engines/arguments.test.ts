import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultEngine } from '../../src/catalog/engines.ts'
import { backends } from '../../src/catalog/recipe.ts'
import { tokenize } from '../../src/engines/argument-tokens.ts'
import {
  type ArgumentGroup,
  argumentByName,
  argumentKinds,
  argumentNames,
  hasArgument,
  isReadVersion,
} from '../../src/engines/arguments.ts'
import { advice, dropped, renames } from '../../src/engines/foreign-names.ts'
import { namedSettings } from '../../src/engines/named-settings.ts'
import { readArguments } from '../../src/engines/read.ts'
import { sglangArguments, sglangVersions } from '../../src/engines/sglang-arguments.ts'
import { vllmArguments, vllmShort, vllmVersions } from '../../src/engines/vllm-arguments.ts'

const namesOf = (groups: readonly ArgumentGroup[]) =>
  groups.flatMap((group) => argumentKinds.flatMap((kind) => (group[kind] ?? '').split(/\s+/).filter(Boolean)))

describe('the lists', () => {
  it.each([
    [
      'vllm',
      vllmArguments,
      {
        '0.11.0': 182,
        '0.15.1': 208,
        '0.17.1': 224,
        '0.19.1': 232,
        '0.20.2': 241,
        '0.23.0': 264,
        '0.24.0': 269,
        '0.26.0': 277,
        '0.28.0': 287,
        '0.30.0': 303,
        '0.31.0': 315,
        '0.33.0': 324,
      },
    ],
    ['sglang', sglangArguments, { '0.5.9': 341, '0.5.16': 474, '0.5.23': 559 }],
  ] as const)(
    'of %s name every argument once, and as many as each package had',
    (backend, groups, counts) => {
      const names = namesOf(groups)
      expect(new Set(names).size).toBe(names.length)
      for (const [version, count] of Object.entries(counts)) {
        // an argument that a package registers twice (server and engine) was counted twice
        const found = argumentNames({ backend, version }).length
        expect(found, version).toBeLessThanOrEqual(count)
        expect(found, version).toBeGreaterThan(count - 6)
      }
    },
  )

  it('hold what short, named and foreign names stand for', () => {
    for (const long of Object.values(vllmShort)) expect(argumentByName('vllm', long), long).toBeDefined()
    for (const backend of backends) {
      for (const { name, alias } of namedSettings[backend])
        for (const each of alias === undefined ? [name] : [name, alias])
          expect(argumentByName(backend, each), each).toBeDefined()
      for (const target of Object.values(renames[backend]))
        expect(argumentByName(backend, target), target).toBeDefined()
      const engine = defaultEngine(backend)
      for (const name of [
        ...Object.keys(renames[backend]),
        ...Object.keys(advice[backend]),
        ...Object.keys(dropped[backend]),
      ]) {
        const argument = argumentByName(backend, name)
        expect(argument !== undefined && hasArgument(engine, argument), name).toBe(false)
      }
    }
  })

  it('are trusted for the versions they span', () => {
    for (const version of vllmVersions) expect(isReadVersion({ backend: 'vllm', version })).toBe(true)
    for (const version of sglangVersions) expect(isReadVersion({ backend: 'sglang', version })).toBe(true)
    for (const version of ['0.10.0', '0.33.1', 'latest'])
      expect(isReadVersion({ backend: 'vllm', version })).toBe(false)
  })
})

describe('tokens', () => {
  it('keep the index of their item', () => {
    expect(tokenize(['--a 1 --b', '2', '--c={"x": 1}', '-tp=2', '--d:', "--e '1 2'", '-1'])).toEqual([
      { index: 0, flag: '--a', value: '1' },
      { index: 0, flag: '--b' },
      { index: 1, value: '2' },
      { index: 2, flag: '--c', value: '{"x": 1}' },
      { index: 3, flag: '-tp', value: '2' },
      { index: 4, flag: '--d' },
      { index: 5, flag: '--e', value: '1 2' },
      { index: 6, value: '-1' },
    ])
  })
})

describe('reading', () => {
  it('never throws, and points at items that exist', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '--max-model-len',
        '-tp',
        '4',
        '--dtype: fp8',
        '--compilation-config.a.b',
        '--no-',
        '--',
        '-O9',
        '--x=',
      ),
      fc.constantFrom(...argumentNames(defaultEngine('vllm'))).map((name) => `--${name}`),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.constantFrom(...backends), fc.array(piece, { maxLength: 8 }), (backend, args) => {
        const { errors, warnings } = readArguments(defaultEngine(backend), args, 'a')
        for (const { path } of [...errors, ...warnings]) {
          const index = Number(/^a\[(\d+)\]$/.exec(path)?.[1])
          expect(index).toBeLessThan(args.length)
        }
      }),
    )
  })
})
