/**
 * Names and label maps as the API server will want them in the objects we make.
 * @module
 */
import { z } from 'zod'
import { isSet, type Rule } from '../rule.ts'
import { boundedMap } from './map.ts'

/** Name of another object, RFC 1123 subdomain. */
export const objectName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    'an object name (lower-case letters, digits, "-" and ".")',
  )

/** Name of another object that must be one DNS label. */
export const labelName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'a name of lower-case letters, digits and "-"')

const labelText = z
  .string()
  .max(63)
  .regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/, 'a label value (letters, digits, "-", "_" and ".")')

/** Label key to label value, at most 32. */
export const nodeSelector = boundedMap(labelText, 32)

/** Annotations, at most 64 of at most 4,096 characters. */
export const annotationMap = boundedMap(z.string().max(4096), 64)

/** A label or annotation key, as Go and JavaScript read the pattern. */
export const qualifiedName =
  '^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'
const qualified = new RegExp(qualifiedName)

/** Schemas cannot speak about the keys of a map: this rule does, for the map at `path`. */
export function qualifiedKeys<T>(
  path: string,
  read: (value: T) => Readonly<Record<string, string>> | undefined,
): Rule<T> {
  return {
    path,
    cel: `!${isSet(path)} || self.${path}.all(key, key.matches('${qualifiedName}'))`,
    message: 'every key is a qualified name such as "amd.com/gpu.vram"',
    violations: (value) =>
      Object.keys(read(value) ?? {})
        .filter((key) => !qualified.test(key))
        .map((key) => ({ message: `key "${key}" is no qualified name such as "amd.com/gpu.vram"` })),
  }
}
