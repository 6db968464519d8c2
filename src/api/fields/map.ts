/**
 * Maps and keyed lists with the bounds that the API server checks itself.
 * @module
 */
import { z } from 'zod'

/** A map with at most `max` entries. */
export function boundedMap<Value extends z.ZodType>(value: Value, max: number) {
  return z
    .record(z.string(), value)
    .meta({ maxProperties: max })
    .superRefine((map, context) => {
      const size = Object.keys(map).length
      if (size > max)
        context.addIssue({ code: 'custom', message: `has ${size} entries, allowed at most ${max}` })
    })
}

/** A list with at most `max` items, no two with the same `key`; the API server merges it by that key. */
export function keyedList<Item extends z.ZodType>(item: Item, key: string, max: number) {
  return z
    .array(item)
    .max(max)
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [key] })
    .superRefine((items, context) => {
      const seen = new Map<unknown, number>()
      items.forEach((entry, index) => {
        const value: unknown = Reflect.get(Object(entry), key)
        const first = seen.get(value)
        if (first === undefined) seen.set(value, index)
        else
          context.addIssue({
            code: 'custom',
            path: [index, key],
            message: `is ${JSON.stringify(value)}, as is entry [${first}]`,
          })
      })
    })
}
