/**
 * A command that only has commands of its own: `fitgate sandbox up`, `fitgate recipes lint`.
 * @module
 */
import { notAllowed } from '../vocabulary/field-error.ts'
import { type Command, UsageError } from './command.ts'

export interface Group {
  readonly name: string
  readonly summary: string
  /** What stands between the usage line and the list of commands. */
  readonly about: string
  readonly commands: readonly Command[]
}

const isHelp = (word: string | undefined) => word === '--help' || word === '-h'

export function group({ name, summary, about, commands }: Group): Command {
  const width = Math.max(...commands.map((command) => command.name.length)) + 2
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}${command.summary}`)
  const help = `fitgate ${name} COMMAND [OPTIONS]

${about}

${lines.join('\n')}

fitgate ${name} COMMAND --help tells more.
`
  return {
    name,
    summary,
    help,
    answersHelp: true,
    async run([wanted, ...rest], io) {
      if (wanted === undefined || isHelp(wanted) || wanted === 'help') {
        io.stdout.write(help)
        return wanted === undefined ? 2 : 0
      }
      const found = commands.find((command) => command.name === wanted)
      if (found === undefined) {
        const names = commands.map((command) => command.name)
        const { message, fix } = notAllowed('', 'command', wanted, names)
        throw new UsageError([message, ...(fix ? [fix] : [])].join('; '))
      }
      if (rest.some(isHelp)) {
        io.stdout.write(found.help)
        return 0
      }
      return found.run(rest, io)
    },
  }
}
