/**
 * YAML and JSON files as the objects they hold, with the place of every document for messages.
 * @module
 */
import { UsageError } from './command.ts'
import { readText } from './read-text.ts'
import { readYaml } from './source/yaml-source.ts'

export interface Document {
  /** `endpoint.yaml`, or `endpoint.yaml, document 2` when there are several. */
  readonly where: string
  readonly object: Readonly<Record<string, unknown>>
}

/** Every document of a file (`-` is standard input). Throws UsageError with file and line for what is not YAML or not an object. */
export async function readDocuments(path: string): Promise<Document[]> {
  const { objects, problems, documents } = readYaml(await readText(path))
  const [problem] = problems
  if (problem) {
    const { startLine, startColumn } = problem.region
    throw new UsageError(`${path}:${startLine}:${startColumn}: ${problem.message}`)
  }
  if (objects.length === 0) throw new UsageError(`${path}: there is no object in it`)
  return objects.map(({ object, document, item }) => {
    const where = documents > 1 ? `${path}, document ${document}` : path
    return { where: item === undefined ? where : `${where}, item ${item}`, object }
  })
}
