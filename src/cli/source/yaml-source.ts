/**
 * The text of a YAML or JSON file as its objects, each knowing where its fields were written.
 * @module
 */
import { type Document, isMap, isScalar, LineCounter, parseAllDocuments } from 'yaml'
import { type PathStep, parsePath } from '../../api/field-path.ts'
import { kubectlTags } from './kubectl-scalars.ts'
import { locate, type Span } from './locate.ts'
import type { Region } from './region.ts'

export interface SourceObject {
  /** From 1, of all documents of the file. */
  readonly document: number
  /** From 1, where the document is a `List`. */
  readonly item?: number
  readonly object: Readonly<Record<string, unknown>>
  /** Where the field of a path is, or the nearest thing above it. */
  regionOf(path: string): Region
}

export interface SyntaxProblem {
  readonly message: string
  readonly region: Region
}

export interface YamlSource {
  /** Documents that could be read; empty ones are left out, the items of a `List` stand for it. */
  readonly objects: readonly SourceObject[]
  /** Of the documents that could not. */
  readonly problems: readonly SyntaxProblem[]
  /** All of them, empty ones too. */
  readonly documents: number
}

/** Never throws. Aliases and merge keys (`<<`) count, as they do for kubectl. */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter()
  const objects: SourceObject[] = []
  const problems: SyntaxProblem[] = []
  const problem = (message: string, span: Span) =>
    problems.push({ message, region: regionIn(lines, text, span) })
  let documents: Document.Parsed[]
  try {
    documents = [
      ...parseAllDocuments(text, {
        lineCounter: lines,
        prettyErrors: false,
        merge: true,
        customTags: kubectlTags,
      }),
    ] as Document.Parsed[]
  } catch (error) {
    // nested deeper than the stack
    problem(`cannot be parsed: ${error instanceof Error ? error.message : String(error)}`, [0, 1])
    return { objects, problems, documents: 0 }
  }
  for (const [index, document] of documents.entries()) {
    for (const { message, pos } of document.errors) problem(message, pos)
    if (document.errors.length > 0) continue
    const root = document.contents
    if (root === null || (isScalar(root) && root.value === null)) continue
    if (!isMap(root)) {
      problem('a Kubernetes object is a map, this is not', [root.range[0], root.range[1]])
      continue
    }
    let object: Record<string, unknown>
    try {
      object = document.toJS() as Record<string, unknown>
    } catch (error) {
      // aliases without an anchor, and those that multiply without end
      problem(error instanceof Error ? error.message : String(error), [root.range[0], root.range[0] + 1])
      continue
    }
    for (const { base, value } of unfold(object)) {
      const [, place] = base
      const item = typeof place === 'number' ? place + 1 : undefined
      objects.push({
        document: index + 1,
        ...(item === undefined ? {} : { item }),
        object: value,
        regionOf: (path) =>
          regionIn(
            lines,
            text,
            locate(document, [...base, ...parsePath(path)]) ?? [root.range[0], root.range[1]],
          ),
      })
    }
  }
  return { objects, problems, documents: documents.length }
}

interface Unfolded {
  /** Where it is in its document; empty for the document itself. */
  readonly base: readonly PathStep[]
  readonly value: Record<string, unknown>
}

/** A `List` (what `kubectl get -o yaml` prints) is its items, and so are lists in it. Those of one kind leave it to the list to say which. */
function unfold(object: Record<string, unknown>, base: readonly PathStep[] = []): Unfolded[] {
  const { kind, apiVersion, items } = object
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items))
    return [{ base, value: object }]
  const ofItems = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) }
  return items.flatMap((value: unknown, index) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? unfold({ ...ofItems, ...value }, [...base, 'items', index])
      : [],
  )
}

/** A region is never empty: an editor would show nothing. */
function regionIn(lines: LineCounter, text: string, [from, to]: Span): Region {
  const start = Math.min(from, Math.max(0, text.length - 1))
  const first = positionIn(lines, start)
  // a value in block style ends with its line break
  let end = Math.max(start + 1, Math.min(to, text.length))
  while (end > start + 1 && /[\r\n]/.test(text.charAt(end - 1))) end -= 1
  const last = positionIn(lines, end)
  const onNextLine = last.line > first.line && last.column === 1 && end === start + 1
  return {
    startLine: first.line,
    startColumn: first.column,
    endLine: onNextLine ? first.line : last.line,
    endColumn: onNextLine ? first.column + 1 : last.column,
  }
}

function positionIn(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset)
  // a text of one line without a break has no line the counter knows
  return line === 0 ? { line: 1, column: offset + 1 } : { line, column: col }
}
