/**
 * A later version of fitgate, whose renderer writes one argument more than this one's, on command lines and in configuration files.
 * @module
 */
import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkout } from '../../src/sandbox/fitgate/command-line.ts'

/** What the later version writes and this one does not. */
export const laterArgument = '--an-argument-of-a-later-version'
export const laterVersion = '99.0.0'

const edits: readonly (readonly [file: string, from: string, to: string])[] = [
  [
    'src/engines/write.ts',
    '    host: input.host,\n',
    `    host: input.host,\n    '${laterArgument.slice(2)}': 'yes',\n`,
  ],
  ['src/vocabulary/version.ts', "version = '", `version = '${laterVersion}' // `],
]

/** Makes the later version's checkout in an empty folder. */
export async function makeLaterBuild(folder: string): Promise<void> {
  const parts = [
    'src',
    'webhooks',
    'policies',
    'crds',
    'manifests',
    'package.json',
    'rolldown.config.ts',
    'LICENSE',
  ]
  for (const part of parts) await cp(join(checkout, part), join(folder, part), { recursive: true })
  await symlink(join(checkout, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, from, to] of edits) {
    const text = await readFile(join(folder, file), 'utf8')
    if (text.split(from).length !== 2) throw new Error(`${file} does not have ${from} once`)
    await writeFile(join(folder, file), text.replace(from, to))
  }
}
