/**
 * The part of the configuration file about policies: modes, limits, exceptions.
 * @module
 */
import { z } from 'zod'
import { policyIds } from '../../policies/all.ts'
import { defaultPolicyConfig, type PolicyConfig, policyModes } from '../inventory/policy-config.ts'
import { parseCidr } from '../vocabulary/cidr.ts'
import { notAllowed } from '../vocabulary/field-error.ts'
import { parsePrecision, precisionSpellings, precisions } from '../vocabulary/precision.ts'

/** The words of a closed list, with the near miss. */
function oneOf<Word extends string>(what: string, words: readonly [Word, ...Word[]]) {
  return z.enum(words, { error: ({ input }) => textOf(what, input, words) })
}

function textOf(what: string, input: unknown, words: readonly string[]): string {
  const { message, fix } = notAllowed(
    '',
    what,
    typeof input === 'string' ? input : String(JSON.stringify(input)),
    words,
  )
  return fix === undefined ? message : `${message}; ${fix}`
}

const mode = oneOf('mode', policyModes)

const policyId = z.string().refine((id) => policyIds.includes(id), {
  error: ({ input }) => textOf('policy', input, policyIds),
})

/** One field a policy, so that an unknown one is told of like any other field. */
const modes = z.strictObject(Object.fromEntries(policyIds.map((id) => [id, mode.optional()])))

const names = z.array(z.string().min(1).max(253)).max(500)

const precision = z.string().transform((word, context) => {
  const canonical = parsePrecision(word)
  if (canonical !== undefined) return canonical
  context.addIssue({
    code: 'custom',
    message: textOf(
      'precision',
      word,
      precisions.some((known) => known === word) ? precisions : precisionSpellings,
    ),
  })
  return z.NEVER
})

const host = z
  .string()
  .max(253)
  .regex(
    /^(\*|(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/i,
    'a host name such as huggingface.co or *.example.com, without scheme and port',
  )
const cidr = z.string().refine((text) => parseCidr(text) !== undefined, 'an address block such as 10.0.0.0/8')

const rules = {
  models: names.optional(),
  sources: z
    .strictObject({ hosts: z.array(host).max(500).optional(), cidrs: z.array(cidr).max(500).optional() })
    .optional(),
  licences: names.optional(),
  precisions: z.array(precision).optional(),
  maxGPUs: z.int().min(0).optional(),
  quotaGPUs: z.int().min(0).optional(),
  trustRemoteCode: names.optional(),
  images: names.optional(),
  serviceAccounts: names.optional(),
  secrets: names.optional(),
}

const day = z
  .string()
  .refine(
    (text) => /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) && !Number.isNaN(Date.parse(text)),
    'a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z',
  )

const exception = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,253}$/, 'letters, digits, -, _ and .'),
  policies: z.array(policyId).min(1),
  namespaces: names.min(1),
  objects: names.min(1).optional(),
  onRequest: z.boolean().optional(),
  owner: z.string().min(1).max(253),
  reason: z.string().min(1).max(1000),
  expires: day,
})

/** Names are what annotations and the audit refer to. */
const exceptions = z
  .array(exception)
  .max(500)
  .superRefine((list, context) => {
    const seen = new Set<string>()
    for (const [index, { name }] of list.entries()) {
      if (seen.has(name))
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `"${name}" is the name of another exception`,
        })
      seen.add(name)
    }
  })

/** `policies` of the configuration file. */
export const policyConfigSchema = z.strictObject({
  ...rules,
  mode: mode.default(defaultPolicyConfig.mode),
  modes: modes.default({}),
  namespaces: z
    .record(z.string(), z.strictObject({ ...rules, mode: mode.optional(), modes: modes.optional() }))
    .default({}),
  exceptions: exceptions.default([]),
  modelLicences: z.record(z.string(), z.string().min(1).max(100)).default({}),
}) satisfies z.ZodType<PolicyConfig>
