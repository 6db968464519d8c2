/**
 * YAML and JSON files as the objects they hold, with the place of every document for messages.
 * @module
 */
import { isMap, isScalar, LineCounter, parseAllDocuments } from 'yaml'
import { UsageError } from './command.ts'
import { readText } from './read-text.ts'

export interface Document {
  /** `endpoint.yaml`, or `endpoint.yaml, document 2` when there are several. */
  readonly where: string
  readonly object: Readonly<Record<string, unknown>>
}

/** Every document of a file (`-` is standard input). Throws UsageError with file and line for what is not YAML or not an object. */
export async function readDocuments(path: string): Promise<Document[]> {
  const text = await readText(path)
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  const documents: Document[] = []
  for (const [i, document] of [...parsed].entries()) {
    const where = parsed.length > 1 ? `${path}, document ${i + 1}` : path
    const [error] = document.errors
    if (error) {
      const { line, col } = lines.linePos(error.pos[0])
      throw new UsageError(`${path}:${line}:${col}: ${error.message}`)
    }
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
      continue
    if (!isMap(document.contents)) throw new UsageError(`${where}: a Kubernetes object is a map, this is not`)
    documents.push(...unfold(document.toJS() as Record<string, unknown>, where))
  }
  if (documents.length === 0) throw new UsageError(`${path}: there is no object in it`)
  return documents
}

/** A `List` (what `kubectl get -o yaml` prints) is its items. */
function unfold(object: Record<string, unknown>, where: string): Document[] {
  const { kind, items } = object
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [{ where, object }]
  return items.flatMap((item: unknown, i) =>
    item !== null && typeof item === 'object'
      ? [{ where: `${where}, item ${i + 1}`, object: item as Record<string, unknown> }]
      : [],
  )
}
