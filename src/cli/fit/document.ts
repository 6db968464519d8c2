/**
 * A file of Hugging Face or a list of corrections, as the data it holds.
 * @module
 */
import { parse } from 'yaml'
import { UsageError } from '../command.ts'
import { readText } from '../read-text.ts'

/**
 * JSON, else YAML: Python writes `Infinity` and `NaN` into config.json, which JSON does not have.
 *
 * @throws UsageError naming the flag, for a file that cannot be read and for text that is neither
 */
export async function readDocument(flag: string, file: string): Promise<unknown> {
  const text = await readText(file).catch((error: Error) => {
    throw new UsageError(`--${flag}: ${error.message}`)
  })
  try {
    return JSON.parse(text)
  } catch (notJSON) {
    try {
      return parse(text)
    } catch (notYAML) {
      const error = /^\s*[[{]/.test(text) ? notJSON : notYAML
      const [first = ''] = String(error instanceof Error ? error.message : error).split('\n')
      throw new UsageError(`--${flag}: ${file} is neither JSON nor YAML: ${first}`)
    }
  }
}
