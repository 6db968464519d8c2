import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differences } from '../../src/kube/contains.ts'

describe('what is wanted is there already', () => {
  it('for any JSON and itself', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(differences(value, value)).toEqual([])
      }),
    )
  })

  it('under names that every object inherits', () => {
    for (const name of ['toString', 'valueOf', 'constructor', '__proto__', 'hasOwnProperty'])
      expect(differences(JSON.parse(`{"${name}": [1]}`), JSON.parse(`{"${name}": [1]}`))).toEqual([])
  })

  it('whatever fields the server or others add', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.jsonValue()),
        fc.dictionary(fc.stringMatching(/^[A-Z]{1,5}$/), fc.jsonValue()),
        (wanted, more) => {
          expect(differences(wanted, { ...more, ...wanted })).toEqual([])
        },
      ),
    )
  })

  it.each([
    ['CPU', { limits: { cpu: '1000m' } }, { limits: { cpu: '1' } }],
    ['half a CPU', { requests: { cpu: '0.5' } }, { requests: { cpu: '500m' } }],
    ['a number', { limits: { 'amd.com/gpu': 8 } }, { limits: { 'amd.com/gpu': '8' } }],
    ['bytes', { sizeLimit: '1024Mi' }, { sizeLimit: '1Gi' }],
    ['a metric', { target: { averageValue: '0.25' } }, { target: { averageValue: '250m' } }],
  ])('as a quantity of the same value: %s', (_, wanted, live) => {
    expect(differences(wanted, live)).toEqual([])
  })

  it('where the server leaves out empty values', () => {
    const wanted = {
      labels: {},
      args: [],
      env: [{ name: 'A', value: '' }],
      hostNetwork: false,
      nodePort: 0,
      nothing: null,
    }
    expect(differences(wanted, { env: [{ name: 'A' }] })).toEqual([])
  })

  it('in lists with keys, in any order, among those of others', () => {
    const wanted = {
      containers: [{ name: 'engine', ports: [{ containerPort: 8000 }], env: [{ name: 'A', value: '1' }] }],
      volumes: [{ name: 'shm', emptyDir: { medium: 'Memory' } }],
    }
    const live = {
      containers: [
        { name: 'sidecar' },
        {
          name: 'engine',
          ports: [
            { containerPort: 9000, protocol: 'TCP' },
            { containerPort: 8000, protocol: 'TCP' },
          ],
          env: [
            { name: 'B', value: '2' },
            { name: 'A', value: '1' },
          ],
        },
      ],
      volumes: [{ name: 'injected' }, { name: 'shm', emptyDir: { medium: 'Memory' } }],
    }
    expect(differences(wanted, live)).toEqual([])
  })

  it('for the ports of a Service, by port and protocol', () => {
    const wanted = { ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }] }
    const live = {
      ports: [
        { port: 81, protocol: 'TCP' },
        { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
      ],
    }
    expect(differences(wanted, live)).toEqual([])
  })
})

describe('what is wanted is missing', () => {
  it.each([
    ['a changed scalar', { spec: { replicas: 2 } }, { spec: { replicas: 1 } }, ['spec.replicas']],
    ['a missing field', { spec: { type: 'X' } }, { spec: {} }, ['spec.type']],
    ['zero against something', { replicas: 0 }, { replicas: 1 }, ['replicas']],
    [
      'an object that means something empty',
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ name: 'v', configMap: {} }] },
      ['volumes[0].emptyDir'],
    ],
    ['another quantity', { limits: { memory: '2Gi' } }, { limits: { memory: '2G' } }, ['limits.memory']],
    [
      'text that only looks like a quantity',
      { env: [{ name: 'A', value: '1000m' }] },
      { env: [{ name: 'A', value: '1' }] },
      ['env[0].value'],
    ],
    [
      'data that only looks like a quantity',
      { data: { value: '1.0' } },
      { data: { value: '1' } },
      ['data.value'],
    ],
    ['one element of an atomic list', { args: ['--a', '--b'] }, { args: ['--a'] }, ['args']],
    [
      'the order of an atomic list',
      { args: ['--a', '--b'] },
      { args: ['--b', '--a'] },
      ['args[0]', 'args[1]'],
    ],
    [
      'an element of a list with keys',
      { env: [{ name: 'A', value: '1' }] },
      { env: [{ name: 'B', value: '1' }] },
      ['env[0]'],
    ],
    [
      'a port of another protocol',
      { ports: [{ port: 53, protocol: 'UDP' }] },
      { ports: [{ port: 53 }] },
      ['ports[0]'],
    ],
    [
      'an entry too many in a map of one owner',
      { selector: { app: 'a' } },
      { selector: { app: 'a', more: 'x' } },
      ['selector.more'],
    ],
    ['a finalizer', { finalizers: ['a'] }, { finalizers: ['b'] }, ['finalizers']],
    ['an object where a scalar is', { a: { b: 1 } }, { a: 1 }, ['a']],
    ['a list where an object is', { a: [1] }, { a: { 0: 1 } }, ['a']],
  ])('%s', (_, wanted, live, paths) => {
    expect(differences(wanted, live)).toEqual(paths)
  })

  it('for any change of a scalar, at its path', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[A-Z]{1,4}$/), { minLength: 1, maxLength: 4 }), (path) => {
        const at = (value: unknown) => path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
        expect(differences(at('is'), at('was'))).toEqual([path.join('.')])
      }),
    )
  })
})
