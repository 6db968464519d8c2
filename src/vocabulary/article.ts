/**
 * The indefinite article of a product's name, which is spelt out when it is read.
 * @module
 */

/** Letters and digits whose names begin with a vowel: an MI300X, an R9700, an H100, an L4, an 80GB part. */
const vowels = /^[aefhilmnorsx8]/i

/** Names that are read as words. */
const words = /^(GPU|Radeon|Instinct)\b/i

/** `an MI300X`, `a W7900`. */
export function withArticle(name: string): string {
  const isVowel = words.test(name) ? /^[aeiou]/i.test(name) : vowels.test(name)
  return `${isVowel ? 'an' : 'a'} ${name}`
}
