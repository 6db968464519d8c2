/**
 * Tells what happens: chapters, commands, and what they print.
 * @module
 */
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { Io } from '../command.ts'
import { kubectl } from '../kubectl.ts'
import { paintFor } from '../paint.ts'

export interface Narrator {
  readonly indented: Io
  chapter(title: string): void
  line(text: string): void
  command(text: string): void
  /** Shows a kubectl command with its output. */
  kubectl(sandbox: Sandbox, args: readonly string[], input?: string): Promise<{ code: number; text: string }>
  /** The same, and throws when it ends otherwise than expected. */
  expect(sandbox: Sandbox, args: readonly string[], code: number, input?: string): Promise<string>
}

/** Of a command that prints more lines than this, the first few stand for all. */
const most = 60
const shown = 3

export function narrator(io: Io): Narrator {
  const paint = paintFor(io)
  let chapters = 0
  const line = (text: string) => io.stdout.write(text === '' ? '\n' : `   ${text}\n`)
  const command = (text: string) => line(paint.dim(`$ ${text}`))
  const lines = (text: string) => {
    const all = text.trimEnd().split('\n')
    const isLong = all.length > most
    for (const one of isLong ? all.slice(0, shown) : all) line(one)
    if (isLong) line(paint.dim(`and ${all.length - shown} more lines`))
  }
  const show = async (sandbox: Sandbox, args: readonly string[], input?: string) => {
    command(`kubectl ${args.join(' ')}`)
    const result = await kubectl(sandbox.binDir, sandbox.kubeconfig, args, input)
    lines(result.text)
    return result
  }
  return {
    indented: { ...io, stdout: { ...io.stdout, isTTY: io.stdout.isTTY === true, write: lines } },
    chapter: (title) => {
      chapters += 1
      io.stdout.write(`\n${paint.bold(`${chapters}. ${title}`)}\n\n`)
    },
    line,
    command,
    kubectl: show,
    async expect(sandbox, args, code, input) {
      const result = await show(sandbox, args, input)
      if (result.code !== code)
        throw new Error(`kubectl ${args.join(' ')} ended with ${result.code}, ${code} was expected`)
      return result.text
    },
  }
}
