/**
 * Whether an object of the API server already is what is wanted of it: everything wanted is there, whatever else the
 * server defaulted or others added. Compared as the server keeps it: quantities by value, lists with keys by their keys.
 * @module
 */
import { parseMilli } from '../vocabulary/quantity.ts'

/** Lists merged by key (`x-kubernetes-list-map-keys` of the kinds we write): others may hold more, and order is theirs. */
const listKeys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  containers: [['name']],
  initContainers: [['name']],
  volumes: [['name']],
  env: [['name']],
  volumeMounts: [['mountPath']],
  volumeDevices: [['devicePath']],
  imagePullSecrets: [['name']],
  claims: [['name']],
  hostAliases: [['ip']],
  topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable']],
  ownerReferences: [['uid']],
  // of a container, then of a Service
  ports: [
    ['containerPort', 'protocol'],
    ['port', 'protocol'],
  ],
}

/** Key fields that the server fills in. */
const keyDefaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' }

/** Lists that are sets: others may hold more. */
const sets = new Set(['finalizers'])

/** Maps that belong to one owner as a whole (`x-kubernetes-map-type: atomic`): another entry is a difference. */
const atomicMaps = new Set(['selector', 'matchLabels', 'nodeSelector'])

/** Maps the server leaves out when they are empty; an empty object elsewhere (`emptyDir: {}`) means something. */
const stringMaps = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data'])

/** Fields, or maps of fields, that hold quantities. */
const quantities = new Set([
  'limits',
  'requests',
  'capacity',
  'overhead',
  'hard',
  'sizeLimit',
  'divisor',
  'averageValue',
  'value',
])

/** Where a field of such a name holds a text of its own. */
const notQuantities = new Set([...stringMaps, 'env', 'tolerations', 'httpHeaders', 'sysctls', 'selector'])

/**
 * Paths of `wanted` that `live` does not have; empty when nothing needs to be written.
 *
 * @example
 * differences({ cpu: '1000m', memory: '1Gi' }, { cpu: '1', memory: '2Gi' }, 'limits') // ['memory']
 */
export function differences(wanted: unknown, live: unknown, field = ''): string[] {
  return compare(wanted, live, { field, path: '', quantity: quantities.has(field) })
}

interface Place {
  /** The name of the field, of a list element that of the list. */
  readonly field: string
  readonly path: string
  /** Scalars here are quantities. */
  readonly quantity: boolean
}

function compare(wanted: unknown, live: unknown, place: Place): string[] {
  if (live === undefined || live === null) return isNothing(wanted, place) ? [] : [place.path]
  if (Array.isArray(wanted)) return Array.isArray(live) ? compareLists(wanted, live, place) : [place.path]
  if (isMap(wanted)) return isMap(live) ? compareMaps(wanted, live, place) : [place.path]
  if (wanted === undefined || wanted === live) return []
  return place.quantity && sameQuantity(wanted, live) ? [] : [place.path]
}

function compareMaps(
  wanted: Readonly<Record<string, unknown>>,
  live: Readonly<Record<string, unknown>>,
  place: Place,
): string[] {
  const extra = atomicMaps.has(place.field)
    ? Object.keys(live).filter((name) => !Object.hasOwn(wanted, name))
    : []
  const different = Object.entries(wanted).flatMap(([name, value]) =>
    compare(value, live[name], {
      field: name,
      path: join(place.path, name),
      quantity: (place.quantity || quantities.has(name)) && !notQuantities.has(place.field),
    }),
  )
  return [...different, ...extra.map((name) => join(place.path, name))]
}

function compareLists(wanted: readonly unknown[], live: readonly unknown[], place: Place): string[] {
  if (sets.has(place.field)) return wanted.every((value) => live.includes(value)) ? [] : [place.path]
  // a field may have any name, `toString` included
  const known = Object.hasOwn(listKeys, place.field) ? listKeys[place.field] : undefined
  const keys = known?.find(([first = '']) => wanted.every((element) => isMap(element) && first in element))
  if (!keys && wanted.length !== live.length) return [place.path]
  return wanted.flatMap((element, index) => {
    const match = keys ? live.find((other) => sameKeys(keys, element, other)) : live[index]
    return compare(element, match, { ...place, path: `${place.path}[${index}]` })
  })
}

function sameKeys(keys: readonly string[], one: unknown, other: unknown): boolean {
  if (!isMap(one) || !isMap(other)) return false
  return keys.every((key) => (one[key] ?? keyDefaults[key]) === (other[key] ?? keyDefaults[key]))
}

function sameQuantity(one: unknown, other: unknown): boolean {
  const value = (side: unknown) =>
    typeof side === 'string' || typeof side === 'number' ? parseMilli(side) : undefined
  const milli = value(one)
  return milli !== undefined && milli === value(other)
}

/** What the server leaves out of its answers: zero values of fields that are not pointers. */
function isNothing(value: unknown, { field }: Place): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isMap(value)) return (stringMaps.has(field) || quantities.has(field)) && Object.keys(value).length === 0
  return value === undefined || value === null || value === '' || value === 0 || value === false
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
