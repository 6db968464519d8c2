/**
 * Options that several sandbox commands share.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import { defaultNodes } from '../../sandbox/default-nodes.ts'
import { defaultStateDir } from '../../sandbox/layout.ts'
import type { NodeSpec } from '../../sandbox/node-spec.ts'
import { type ParsedNodes, parseNodesDocument, parseNodesShorthand } from '../../sandbox/nodes-input.ts'
import { formatFieldError } from '../../vocabulary/field-error.ts'
import { UsageError } from '../command.ts'

export const stateDirOption = { 'state-dir': { type: 'string' } } as const
export const stateDirHelp = `  --state-dir DIR   folder of the sandbox (default ${defaultStateDir})`

/** The nodes that `--nodes` asks for: a file, or a shorthand; the default set without it. Throws `UsageError`. */
export function readNodes(text: string | undefined): readonly NodeSpec[] {
  if (text === undefined) return defaultNodes
  const { nodes, errors } = parseNodesOption(text)
  if (errors.length > 0)
    throw new UsageError(
      ['cannot make these nodes', ...errors.map((error) => `  ${formatFieldError(error)}`)].join('\n'),
    )
  return nodes
}

function parseNodesOption(text: string): ParsedNodes {
  if (existsSync(text)) return parseNodesDocument(readFileSync(text, 'utf8'))
  if (/[/\\]|\.(ya?ml|json)$/.test(text)) throw new UsageError(`there is no file ${text}`)
  return parseNodesShorthand(text)
}
