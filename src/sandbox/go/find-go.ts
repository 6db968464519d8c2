/**
 * Finds a Go that is new enough on this machine.
 * @module
 */
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

type Environment = Readonly<Record<string, string | undefined>>

export interface Go {
  /** The `go` command: a path, or a name that is on PATH. */
  readonly command: string
  /** `1.26.8`. */
  readonly version: string
}

/** Where people and package managers put it, PATH first. */
export function usualPlaces(env: Environment): readonly string[] {
  return [
    'go',
    ...(env.GOROOT ? [join(env.GOROOT, 'bin/go')] : []),
    '/usr/local/go/bin/go',
    '/usr/lib/go/bin/go',
    '/opt/homebrew/bin/go',
  ]
}

/** The first Go of `places` that is at least `minimum` (`1.26.0`). */
export async function findGo(
  minimum: string,
  env: Environment,
  places: readonly string[] = usualPlaces(env),
): Promise<Go | undefined> {
  for (const command of places) {
    const version = await goVersion(command, env)
    if (version !== undefined && isAtLeast(version, minimum)) return { command, version }
  }
  return undefined
}

async function goVersion(command: string, env: Environment): Promise<string | undefined> {
  try {
    // outside of any module and without switching: what this command itself is
    const { stdout } = await promisify(execFile)(command, ['version'], {
      cwd: tmpdir(),
      env: { ...env, GOTOOLCHAIN: 'local', GOWORK: 'off' },
    })
    return /\bgo(\d+\.\d+\S*)/.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}

/** Whether a Go version is at least another; release candidates come before their release. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [have, want] = [parse(version), parse(minimum)]
  for (let i = 0; i < 4; i++) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

function parse(version: string): readonly number[] {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(rc|beta)?/.exec(version)
  if (!match) return [0, 0, 0, 0]
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0), match[4] === undefined ? 1 : 0]
}
