/**
 * What the platform set about policies: modes, what namespaces may use, and who is excepted until when. Part of the snapshot.
 * @module
 */

/**
 * `enforce`: a violation refuses the object. `warn`: it is admitted with a warning. `audit`: only the audit and the API server's
 * audit log show it. `off`: not looked at.
 */
export const policyModes = ['enforce', 'warn', 'audit', 'off'] as const
export type PolicyMode = (typeof policyModes)[number]

/** Where models may come from. Absent: anywhere. */
export interface AllowedSources {
  /** Host names, `*.example.com` for everything below one. The hub is `huggingface.co`. */
  readonly hosts?: readonly string[]
  /** Address blocks, `10.0.0.0/8`, for sources written as an address. */
  readonly cidrs?: readonly string[]
}

/** What a namespace may use. An absent field limits nothing; names may hold `*`. */
export interface PolicyRules {
  readonly models?: readonly string[]
  readonly sources?: AllowedSources
  /** Licence ids as hubs write them, `apache-2.0`. */
  readonly licences?: readonly string[]
  /** Canonical words, `fp8`. */
  readonly precisions?: readonly string[]
  /** GPUs of one replica. */
  readonly maxGPUs?: number
  /** GPUs of one object, all its replicas together. */
  readonly quotaGPUs?: number
  /** Models that may run code of their repository (`--trust-remote-code`). */
  readonly trustRemoteCode?: readonly string[]
  /** Repositories of images, without tag. */
  readonly images?: readonly string[]
  /** ServiceAccounts beside `default` that our own kinds may run their pods as. */
  readonly serviceAccounts?: readonly string[]
  /** Secrets that our own kinds may hand to their pods. */
  readonly secrets?: readonly string[]
}

/** Modes and rules of one namespace; what it leaves out is the platform's. */
export interface NamespacePolicies extends PolicyRules {
  readonly mode?: PolicyMode
  /** Policy id → mode. */
  readonly modes?: Readonly<Partial<Record<string, PolicyMode>>>
}

/** Leave to break policies, for some objects, until a day. */
export interface PolicyException {
  /** What `fitgate.dev/policy-exception` on an object names. */
  readonly name: string
  /** Policy ids. */
  readonly policies: readonly string[]
  /** Namespaces, with `*`. */
  readonly namespaces: readonly string[]
  /** Names of objects, with `*`. Default: all. */
  readonly objects?: readonly string[]
  /** The exception holds only for objects that name it in their annotation. Default false. */
  readonly onRequest?: boolean
  readonly owner: string
  readonly reason: string
  /** RFC 3339; from then on it does not count. */
  readonly expires: string
}

export interface PolicyConfig extends PolicyRules {
  /** For every policy that nothing else is said about. */
  readonly mode: PolicyMode
  /** Policy id → mode, over `mode`. */
  readonly modes: Readonly<Partial<Record<string, PolicyMode>>>
  /** Namespace → over all of the above. */
  readonly namespaces: Readonly<Record<string, NamespacePolicies>>
  readonly exceptions: readonly PolicyException[]
  /** Model, with `*` → licence id, over what the catalog knows. */
  readonly modelLicences: Readonly<Record<string, string>>
}

/** An installation starts with warnings and no limits. */
export const defaultPolicyConfig: PolicyConfig = {
  mode: 'warn',
  modes: {},
  namespaces: {},
  exceptions: [],
  modelLicences: {},
}
