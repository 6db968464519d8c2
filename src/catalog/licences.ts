/**
 * Licences of models, by repository. Source: the `license` (or `license_name`) on each publisher's model card on the hub.
 * Only what a publisher says of a whole series is here; a build is under the licence of the model it was made of.
 * @module
 */
import { resolveModel } from './models.ts'

interface LicenceRow {
  /** Lower case; the first that matches counts. */
  readonly repositories: RegExp
  /** Id as hubs write it. */
  readonly licence: string
}

const rows: readonly LicenceRow[] = [
  { repositories: /^qwen\/qwen2\.5-(coder-)?3b/, licence: 'qwen-research' },
  { repositories: /^qwen\/qwen2\.5-(vl-|math-)?72b/, licence: 'qwen' },
  { repositories: /^qwen\/(qwen2\.5|qwen3|qwq)/, licence: 'apache-2.0' },
  { repositories: /^deepseek-ai\/deepseek-(r1|v3-0324|v3\.1|v3\.2)/, licence: 'mit' },
  { repositories: /^deepseek-ai\/deepseek-(v2|v3$)/, licence: 'deepseek' },
  { repositories: /^meta-llama\/(meta-)?llama-3\.1/, licence: 'llama3.1' },
  { repositories: /^meta-llama\/llama-3\.2/, licence: 'llama3.2' },
  { repositories: /^meta-llama\/llama-3\.3/, licence: 'llama3.3' },
  { repositories: /^meta-llama\/llama-4/, licence: 'llama4' },
  { repositories: /^meta-llama\/meta-llama-3-/, licence: 'llama3' },
  { repositories: /^openai\/gpt-oss/, licence: 'apache-2.0' },
  { repositories: /^google\/gemma-[23]/, licence: 'gemma' },
  {
    repositories: /^mistralai\/(mistral-7b|mixtral|mistral-small|ministral-3|mistral-nemo)/,
    licence: 'apache-2.0',
  },
  { repositories: /^mistralai\/mistral-large/, licence: 'mrl' },
  { repositories: /^microsoft\/phi-4/, licence: 'mit' },
  { repositories: /^zai-org\/glm-4\.[567]/, licence: 'mit' },
  { repositories: /^moonshotai\/kimi-k2/, licence: 'modified-mit' },
  { repositories: /^(cohereforai|coherelabs)\/c4ai-command-r/, licence: 'cc-by-nc-4.0' },
  { repositories: /^tiiuae\/falcon-(7b|40b)/, licence: 'apache-2.0' },
  { repositories: /^ibm-granite\//, licence: 'apache-2.0' },
]

const licenceIn = (id: string) =>
  rows.find(({ repositories }) => repositories.test(id.toLowerCase()))?.licence

/** `undefined` where it is not known, which is not the same as "none". */
export function licenceOf(modelId: string): string | undefined {
  const id = modelId.trim()
  const own = licenceIn(id)
  if (own !== undefined) return own
  const base = resolveModel(id)?.architecture.id
  return base === undefined ? undefined : licenceIn(base)
}
