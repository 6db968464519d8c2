/**
 * Container images of the engines on ROCm: which to use, and what a tag tells of its content.
 *
 * Repositories and the shape of their tags are published (`vllm/vllm-openai-rocm`, `lmsysorg/sglang:v0.5.9-rocm700-mi30x`,
 * `v0.5.16-rocm720-mi30x`, `rocm/vllm:…_gfx950-dcgpu_…_vllm_0.16.0`). That every version read has an image of that shape is
 * this project's assumption; an image named in the object always wins.
 * @module
 */
import { defaultEngine } from '../catalog/engines.ts'
import type { Backend } from '../catalog/recipe.ts'
import { compareVersions, rowInForce } from '../catalog/version.ts'
import type { Engine } from './settings.ts'

interface ROCmTag {
  readonly since: string
  readonly tag: string
}

/** ROCm release that SGLang's tags name, by engine version. */
const sglangROCm: readonly [ROCmTag, ...ROCmTag[]] = [
  { since: '0.5.9', tag: 'rocm700' },
  { since: '0.5.16', tag: 'rocm720' },
]

/**
 * The ROCm image of an engine version. vLLM has one for all targets; SGLang publishes one for MI300 (gfx942), which any other
 * target gets too, and one for MI350 (gfx950): compare `imageTargets`.
 */
export function imageFor(engine: Engine, gfx: string): string {
  const version = /^\d/.test(engine.version) ? `v${engine.version}` : engine.version
  if (engine.backend === 'vllm') return `vllm/vllm-openai-rocm:${version}`
  const rocm = rowInForce(sglangROCm, engine.version).tag
  return `lmsysorg/sglang:${version}-${rocm}-${gfx === 'gfx950' ? 'mi35x' : 'mi30x'}`
}

interface ImageName {
  readonly repository: string
  /** Empty without a tag. */
  readonly tag: string
}

/** Lower case; a digest is dropped, a registry's port is not taken for a tag. */
function split(image: string): ImageName {
  const name = image.trim().toLowerCase().replace(/@.*$/, '')
  const colon = name.lastIndexOf(':')
  return colon > name.lastIndexOf('/')
    ? { repository: name.slice(0, colon), tag: name.slice(colon + 1) }
    : { repository: name, tag: '' }
}

const number = String.raw`(\d+\.\d+(?:\.\d+)?(?:\.?(?:post|rc|dev)\d+)?)`
const words: readonly (readonly [Backend, RegExp, RegExp])[] = [
  ['vllm', /vllm/, new RegExp(`vllm[_-]v?${number}`)],
  ['sglang', /sglang|(?:^|[/_-])sgl(?:$|[/_-])/, new RegExp(`(?:sglang|sgl)[_-]v?${number}`)],
]

/**
 * The engine in an image, from the names in its repository and tag (mirrors keep those). A tag without a number (`latest`,
 * `nightly`) is the version itself, which counts as newer than every known one. `undefined` when no engine is named.
 */
export function engineOfImage(image: string): Engine | undefined {
  const { repository, tag } = split(image)
  const last = repository.split('/').slice(-2).join('/')
  for (const [backend, engine, inTag] of words) {
    if (!engine.test(last)) continue
    const version = inTag.exec(tag)?.[1] ?? new RegExp(`^v?${number}`).exec(tag)?.[1]
    return { backend, version: version ?? (tag === '' ? 'latest' : tag) }
  }
  return undefined
}

/**
 * Whether an engine's image starts its engine with the arguments of a container that has no command. What AMD and SGLang publish has no
 * entry point, so arguments alone would be looked for as a program. Sources: the `docker run` lines of ROCm's and SGLang's documents.
 */
export function startsItself(image: string): boolean {
  const isBare = /(?:^|\/)(?:rocm\/(?:vllm|vllm-dev|sgl-dev|sglang)|lmsysorg\/sglang)$/.test(
    split(image).repository,
  )
  return !isBare && engineOfImage(image) !== undefined
}

/** What tags call the targets an image was built for. Sources: tags of rocm/vllm (`gfx94X-dcgpu`) and lmsysorg/sglang (`mi30x`). */
const targetWords: readonly (readonly [RegExp, readonly string[]])[] = [
  [/gfx90x/, ['gfx908', 'gfx90a']],
  [/gfx94x|mi30x|mi300|mi325/, ['gfx942']],
  [/gfx95x|mi35x|mi350|mi355/, ['gfx950']],
  [/gfx110x/, ['gfx1100', 'gfx1101', 'gfx1102']],
  [/gfx120x/, ['gfx1200', 'gfx1201']],
]

/** LLVM targets that a tag names; `undefined` when it names none, which says nothing. */
export function imageTargets(image: string): readonly string[] | undefined {
  const { tag } = split(image)
  const exact = [...tag.matchAll(/gfx\d+[a-f]?(?![0-9a-fx])/g)].map((match) => match[0])
  const families = targetWords.filter(([word]) => word.test(tag)).flatMap(([, targets]) => targets)
  const targets = [...new Set([...exact, ...families])]
  return targets.length === 0 ? undefined : targets
}

/**
 * Versions from which on releases are published as the images that `imageFor` names. Sources: vllm pull 32580 (documents of the first
 * such release), tags of lmsysorg/sglang.
 */
const publishedSince: Readonly<Record<Backend, string>> = { vllm: '0.14.0', sglang: '0.5.9' }

/**
 * The engine to run instead of a CUDA image's: the same version where there is a ROCm image of it, else the newest that is known.
 * `undefined` when the image names no engine.
 */
export function engineInstead(image: string): Engine | undefined {
  const engine = engineOfImage(image)
  if (engine === undefined) return undefined
  const { backend, version } = engine
  const isPublished = /^\d/.test(version) && compareVersions(version, publishedSince[backend]) >= 0
  return isPublished ? engine : defaultEngine(backend)
}

/** Whether an image is known to be built for NVIDIA only. */
export function isCudaImage(image: string): boolean {
  const { repository, tag } = split(image)
  if (/rocm/.test(repository) || /rocm|gfx\d|mi3\dx/.test(tag)) return false
  return (
    /(?:^|\/)vllm\/vllm-openai$/.test(repository) ||
    /^nvcr\.io\/|^(?:docker\.io\/)?nvidia\//.test(repository) ||
    // llm-d-cuda, rhaiis/vllm-cuda-rhel9
    /\/(?:[^/]*[_-])?cuda(?:[_-][^/]*)?$/.test(repository) ||
    /(?:^|\/)lmsysorg\/sglang$/.test(repository) ||
    /(?:^|[-_])(?:cu1[1-9]|cuda)/.test(tag)
  )
}
