/**
 * Which supported classes resemble one that is not.
 * @module
 */

/** `DeepseekV3ForCausalLM` → `deepseek`, `v3`, `causal`, `lm`: the words of a class, its role words apart. */
function words(name: string): readonly string[] {
  return name
    .replace(/For(CausalLM|ConditionalGeneration)$/, '')
    .split(/(?<=[a-z])(?=[A-Z\d])|_|(?<=\d)(?=[A-Z])/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '')
}

/** Up to `most` classes that begin with the same words, the longest likeness first; empty where none does. */
export function nearestClasses(name: string, supported: readonly string[], most = 3): readonly string[] {
  const own = words(name)
  const likeness = (other: string) => {
    const theirs = words(other)
    const differs = own.findIndex((word, at) => word !== theirs[at])
    return differs < 0 ? own.length : differs
  }
  return supported
    .map((other) => ({ other, shared: likeness(other) }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared || a.other.length - b.other.length || (a.other < b.other ? -1 : 1))
    .slice(0, most)
    .map(({ other }) => other)
}
