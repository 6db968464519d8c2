/**
 * `fitgate recipes`: the recipes that are built in, and the tools for those that are not.
 * @module
 */
import { notAllowed } from '../vocabulary/field-error.ts'
import { type Command, UsageError } from './command.ts'
import { importFiles } from './recipes/import.ts'
import { lintFiles } from './recipes/lint.ts'
import { list } from './recipes/list.ts'
import { show } from './recipes/show.ts'

const commands: readonly Command[] = [list, show, importFiles, lintFiles]

const help = `fitgate recipes COMMAND [OPTIONS]

A recipe is one known way to serve a model on one kind of GPU with one engine (AIMRecipe). Many are built in.

${commands.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`).join('\n')}

fitgate recipes COMMAND --help tells more.
`

const isHelp = (word: string | undefined) => word === '--help' || word === '-h'

export const command: Command = {
  name: 'recipes',
  summary: 'list, show, import and lint recipes',
  help,
  async run([name, ...rest], io) {
    if (name === undefined || isHelp(name) || name === 'help') {
      io.stdout.write(help)
      return name === undefined ? 2 : 0
    }
    const found = commands.find((candidate) => candidate.name === name)
    if (found === undefined) {
      const names = commands.map((candidate) => candidate.name)
      const { message, fix } = notAllowed('', 'command', name, names)
      throw new UsageError([message, ...(fix ? [fix] : [])].join('; '))
    }
    if (rest.some(isHelp)) {
      io.stdout.write(found.help)
      return 0
    }
    return found.run(rest, io)
  },
}
