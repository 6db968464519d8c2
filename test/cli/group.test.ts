import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/cli/command.ts'
import { group } from '../../src/cli/group.ts'

const inner = (name: string) => ({
  name,
  summary: `does ${name}`,
  help: `help of ${name}\n`,
  run: async (args: string[], io: { stdout: { write(text: string): unknown } }) => {
    io.stdout.write(`${name}(${args.join(' ')})\n`)
    return 7
  },
})
const command = group({
  name: 'things',
  summary: 'things',
  about: 'About things.',
  commands: [inner('make'), inner('unmake')],
})

async function run(...args: string[]) {
  let text = ''
  const out = { write: (more: string) => (text += more) }
  const code = await command.run(args, { stdout: out, stderr: out, env: {} })
  return { code, text }
}

describe('a command with commands of its own', () => {
  it('runs the one that is named with what follows', async () => {
    expect(await run('make', 'a', 'b')).toEqual({ code: 7, text: 'make(a b)\n' })
  })

  it('lists them when none is named, and says that one is missing', async () => {
    const { code, text } = await run()
    expect(code).toBe(2)
    expect(text).toContain('  make    does make\n  unmake  does unmake\n')
    expect(await run('--help')).toEqual({ code: 0, text })
  })

  it('shows the help of the one that is named, wherever it is asked for', async () => {
    expect(await run('make', '-f', 'x', '--help')).toEqual({ code: 0, text: 'help of make\n' })
  })

  it('names the nearest when there is no such command', async () => {
    await expect(run('mkae')).rejects.toThrow(UsageError)
    await expect(run('mkae')).rejects.toThrow(/"mkae".*make/)
  })
})
