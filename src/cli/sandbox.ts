/**
 * `fitgate sandbox`: a real control plane with simulated AMD nodes, on this machine.
 * @module
 */
import { notAllowed } from '../vocabulary/field-error.ts'
import { type Command, UsageError } from './command.ts'
import { down } from './sandbox/down.ts'
import { bin, kubeconfig } from './sandbox/paths.ts'
import { status } from './sandbox/status.ts'
import { up } from './sandbox/up.ts'

const commands: readonly Command[] = [up, down, status, kubeconfig, bin]

const help = `fitgate sandbox COMMAND [OPTIONS]

A real Kubernetes control plane on this machine, with simulated nodes that carry AMD GPUs. Nothing is installed, nothing
needs root, everything is under one folder.

${commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`).join('\n')}

fitgate sandbox COMMAND --help tells more.
`

const isHelp = (word: string | undefined) => word === '--help' || word === '-h'

export const command: Command = {
  name: 'sandbox',
  summary: 'a real control plane with simulated AMD nodes',
  help,
  async run([name, ...rest], io) {
    if (name === undefined || isHelp(name) || name === 'help') {
      io.stdout.write(help)
      return name === undefined ? 2 : 0
    }
    const found = commands.find((candidate) => candidate.name === name)
    if (found === undefined) {
      const { message, fix } = notAllowed(
        '',
        'command',
        name,
        commands.map((candidate) => candidate.name),
      )
      throw new UsageError([message, ...(fix ? [fix] : [])].join('; '))
    }
    if (rest.some(isHelp)) {
      io.stdout.write(found.help)
      return 0
    }
    return found.run(rest, io)
  },
}
