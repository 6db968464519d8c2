/**
 * `fitgate sandbox load`: container images for the node where pods really run, which reaches no registry.
 * @module
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { layoutOf } from '../../sandbox/layout.ts'
import { loadImage } from '../../sandbox/real-node/enter.ts'
import { type Command, UsageError } from '../command.ts'
import { stateDirHelp, stateDirOption } from './options.ts'

const help = `fitgate sandbox load FILE... [--state-dir DIR]

Gives the node of a sandbox with --real-node container images: files as "docker save" writes them, or OCI archives. The node reaches
no registry, so every image of a pod has to be there, and its tag must not be latest.

${stateDirHelp}

Exit codes: 0 they are there; 1 the node does not take one; 2 bad input.
`

export const load: Command = {
  name: 'load',
  summary: 'give its real node container images',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, options: stateDirOption, allowPositionals: true })
    if (positionals.length === 0) throw new UsageError('name a file with an image')
    const absent = positionals.filter((file) => !existsSync(file))
    if (absent.length > 0) throw new UsageError(`there is no file ${absent.join(', ')}`)
    for (const file of positionals)
      io.stdout.write(`${await loadImage(layoutOf(values['state-dir']), file)}\n`)
    return 0
  },
}
