/**
 * The Secret in which the authority lives: created when absent, renewed in place, the same for every replica.
 * @module
 */
import { isConflict } from '../../kube/api-error.ts'
import { resources } from '../../kube/resources.ts'
import type { KubeClient, KubeObject } from '../../kube/types.ts'
import { HeldMaterial, type MaterialSource } from './material.ts'
import { type AuthorityData, type RotationStep, rotate } from './rotation.ts'

export const authoritySecretName = 'fitgate-ca'

interface Secret extends KubeObject {
  readonly type?: string
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>
}

export interface AuthoritySecretOptions {
  readonly client: KubeClient
  readonly namespace: string
  /** Default: the system's. */
  readonly now?: () => Date
  /** ms between two looks. Default 30 s. */
  readonly interval?: number
  readonly onStep?: (step: RotationStep) => void
  /** Told of each look. */
  readonly onRead?: (error?: unknown) => void
}

/**
 * Reads or creates the Secret, then looks after it until stopped.
 * @throws ApiError when the first look fails, Error when the Secret is there but is not one of ours
 */
export async function keepAuthority(options: AuthoritySecretOptions): Promise<MaterialSource> {
  const held = new HeldMaterial()
  let last: AuthorityData | undefined
  const look = async () => {
    const data = await retriedOnConflict(() => advance(options, last))
    last = data
    held.set({ bundle: data['ca.crt'], key: data['ca.key'], snapshotKey: data['snapshot.key'].trim() })
  }
  await look()
  options.onRead?.()
  const timer = setInterval(
    () =>
      void look().then(
        () => options.onRead?.(),
        (error) => options.onRead?.(error),
      ),
    options.interval ?? 30_000,
  )
  return {
    current: () => held.current(),
    onChange: (listener) => held.onChange(listener),
    stop() {
      clearInterval(timer)
      held.stop()
    },
  }
}

/**
 * One look: the data as they are after the step that was due, if any.
 * @param last what was there before. A Secret that somebody deleted is put back with it: a new authority would be one that nobody trusts
 * yet, while mounted copies of the old one go on to sign. Whoever wants a new one restarts the controller after.
 */
async function advance(
  options: AuthoritySecretOptions,
  last: AuthorityData | undefined,
): Promise<AuthorityData> {
  const { client, namespace } = options
  const ref = { namespace, name: authoritySecretName }
  const secret = await client.get<Secret>(resources.secret, ref)
  const data = secret && dataOf(secret)
  const due = await rotate(data ?? last, options.now?.() ?? new Date())
  const next = due ?? (!data && last ? { step: 'restored' as const, data: last } : undefined)
  if (!next) {
    // rotate() answers for absent data; without a next step there are data.
    if (!data) throw new Error(`Secret ${namespace}/${authoritySecretName} could not be made`)
    return data
  }
  const encoded = Object.fromEntries(Object.entries(next.data).map(([key, text]) => [key, encode(text)]))
  if (!secret) {
    await client.create<Secret>(resources.secret, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { ...ref, labels: { 'app.kubernetes.io/part-of': 'fitgate' } },
      type: 'Opaque',
      data: encoded,
    })
  } else {
    // A merge patch removes by null; the version makes the slower of two replicas look again.
    const gone = Object.fromEntries(Object.keys(secret.data ?? {}).map((key) => [key, null]))
    const { resourceVersion } = secret.metadata
    const patch = { metadata: { resourceVersion }, data: { ...gone, ...encoded } }
    await client.patch(resources.secret, ref, 'merge', patch)
  }
  options.onStep?.(next.step)
  return next.data
}

/** Two replicas that start together both want to create it; the slower one takes what the faster one made. */
async function retriedOnConflict<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!isConflict(error)) throw error
    return run()
  }
}

/** An empty Secret counts as none. @throws Error when it holds some of the keys but not all */
function dataOf(secret: Secret): AuthorityData | undefined {
  const entries = Object.entries(secret.data ?? {})
  if (entries.length === 0) return undefined
  const text = Object.fromEntries(
    entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  )
  const missing = ['ca.crt', 'ca.key', 'snapshot.key'].filter((key) => !text[key])
  if (missing.length > 0) {
    const name = `${secret.metadata.namespace}/${secret.metadata.name}`
    throw new Error(`Secret ${name} lacks ${missing.join(', ')}; delete it and it is made again`)
  }
  return {
    'ca.crt': text['ca.crt'] ?? '',
    'ca.key': text['ca.key'] ?? '',
    'snapshot.key': text['snapshot.key'] ?? '',
    ...(text['next.crt'] && text['next.key']
      ? { 'next.crt': text['next.crt'], 'next.key': text['next.key'] }
      : {}),
  }
}

const encode = (text: string) => Buffer.from(text).toString('base64')
