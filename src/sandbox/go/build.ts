/**
 * Compiles the binaries of a pinned module with `go build`, and says how far it is.
 * @module
 */
import { join } from 'node:path'
import type { BuildStep, GoModule } from '../module.ts'
import type { ReportProgress } from '../progress.ts'
import { type GoRunner, runGo } from './run-go.ts'

export interface BuildOptions {
  readonly go: GoRunner
  readonly module: GoModule
  readonly steps: readonly BuildStep[]
  /** An existing folder; the binaries are put there. */
  readonly into: string
  readonly progress?: ReportProgress
}

interface PlannedStep extends BuildStep {
  /** Packages that it compiles beyond those of the steps before it. */
  readonly packages: number
}

/** Builds every binary of the steps into `into`. */
export async function buildBinaries(options: BuildOptions): Promise<void> {
  const plan = await countPackages(options)
  const total = plan.reduce((sum, step) => sum + step.packages, 0)
  const started = Date.now()
  let before = 0
  for (const step of plan) {
    const compiled = new Set<string>()
    const report = () => {
      const done = before + Math.min(compiled.size, step.packages)
      const elapsedSeconds = (Date.now() - started) / 1000
      const paced = elapsedSeconds > 10 && done > total / 50
      options.progress?.({
        component: step.component,
        activity: compiled.size < step.packages ? 'compiling' : 'linking',
        unit: 'packages',
        done,
        total,
        elapsedSeconds,
        ...(paced ? { remainingSeconds: (elapsedSeconds / done) * (total - done) } : {}),
      })
    }
    report()
    const ticking = setInterval(report, 1000)
    try {
      await buildStep(options, step, (name) => compiled.add(name))
    } finally {
      clearInterval(ticking)
    }
    before += step.packages
  }
}

/** Also downloads the modules that are not there yet. */
async function countPackages({ go, steps, progress }: BuildOptions): Promise<readonly PlannedStep[]> {
  const seen = new Set<string>()
  const plan: PlannedStep[] = []
  const started = Date.now()
  let downloads = 0
  for (const step of steps) {
    const before = seen.size
    await runGo(go, ['list', '-deps', ...Object.keys(step.binaries)], {
      stdout: (line) => seen.add(line),
      stderr: (line) => {
        if (!line.startsWith('go: downloading')) return
        downloads += 1
        progress?.({
          component: step.component,
          activity: 'downloading modules',
          unit: 'modules',
          done: downloads,
          elapsedSeconds: (Date.now() - started) / 1000,
        })
      },
    })
    plan.push({ ...step, packages: seen.size - before })
  }
  return plan
}

async function buildStep(
  { go, module, into }: BuildOptions,
  step: BuildStep,
  onPackage: (name: string) => void,
): Promise<void> {
  const packages = Object.keys(step.binaries)
  const [first = ''] = Object.values(step.binaries)
  // one package can be given a name, several are named after their folders
  const output = packages.length === 1 ? join(into, first) : `${into}/`
  const ldflags = ['-s', '-w', ...versionStamps(module)].join(' ')
  const flags = ['-v', '-trimpath', '-buildvcs=false', '-ldflags', ldflags]
  await runGo(go, ['build', ...flags, '-o', output, ...packages], {
    // with -v, a line that is nothing but an import path names a package that was compiled
    stderr: (line) => {
      if (/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)) onPackage(line)
    },
  })
}

/** Without these flags the binaries of Kubernetes have no version, and clients that parse it refuse to work. */
function versionStamps({ versions }: GoModule): readonly string[] {
  const gitVersion = versions.get('k8s.io/kubernetes')
  if (gitVersion === undefined) return []
  const [gitMajor, gitMinor] = gitVersion.slice(1).split('.')
  return Object.entries({ gitVersion, gitMajor, gitMinor }).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  )
}
