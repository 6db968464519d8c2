/**
 * Scalars as kubectl understands them: YAML 1.1 where it differs from 1.2 in what manifests hold (`yes`, `off`, `0755`), but for dates and
 * times, which stay texts. Source: `resolve` in sigs.k8s.io/yaml/goyaml.v2.
 * @module
 */
import type { ScalarTag, Tags, ToStringOptions } from 'yaml'

const truth: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  // of a single letter, which kubectl would take too, more are names than meant to be answers
  test: /^(?:[Yy]es|YES|[Oo]n|ON|[Nn]o|NO|[Oo]ff|OFF)$/,
  resolve: (text) => /^(?:yes|on)$/i.test(text),
}

const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
}

/** For reading: before the tags of YAML 1.2. */
export const kubectlTags = (tags: Tags): Tags => [truth, octal, ...tags]

/** For writing: texts that kubectl would take for something else are quoted. */
export const kubectlQuotes = { compat: 'yaml-1.1' } as const satisfies ToStringOptions & { compat: string }
