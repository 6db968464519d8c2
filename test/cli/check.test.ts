import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, it } from 'vitest'
import { defaultPolicyConfig, type PolicyConfig } from '../../src/inventory/policy-config.ts'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'fitgate-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const deployment = (gpus: string, extra = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: serve, namespace: team-a}
spec:
  selector: {matchLabels: {app: serve}}
  template:
    metadata: {labels: {app: serve}}
    spec:
      containers:
        - name: engine
          image: rocm/vllm:v0.10.0
          resources:
            limits:
              amd.com/gpu: ${gpus}
${extra}`

const halfGpu = file('half.yaml', `# one\n---\n${deployment('"0.5"')}`)
const refused = 'manifests/samples/llama-405b.yaml'

interface Reported {
  readonly rule: string
  readonly level: string
  readonly path: string
  readonly place?: { readonly file: string; readonly region: Record<string, number> }
}
const json = async (...args: readonly string[]) => {
  const { code, out } = await run('check', '-o', 'json', ...args)
  return { code, ...(JSON.parse(out) as { findings: Reported[]; judged: number; passedOver: number }) }
}

describe('fitgate check', () => {
  it('finds nothing in what fits, and ends with 0', async () => {
    const { code, out } = await run('check', 'manifests/samples/qwen.yaml')
    expect(code).toBe(0)
    expect(out).toContain('1 object judged; 0 errors, 0 warnings')
  })

  it('shows a refusal at the field that would change it, with what would fit, and ends with 1', async () => {
    const { code, out } = await run('check', refused)
    expect(code).toBe(1)
    expect(out).toMatch(/^manifests\/samples\/llama-405b\.yaml:10:\d+ {2}error {2}fit {2}AIMEndpoint/)
    expect(out).toContain('Nearest that fit:')
  })

  it('gives the line and column of a policy violation in the second document', async () => {
    const { code, findings } = await json(halfGpu)
    expect(code).toBe(1)
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'whole-gpus',
        level: 'error',
        path: 'spec.template.spec.containers[0].resources.limits["amd.com/gpu"]',
        place: { file: halfGpu, region: { startLine: 16, startColumn: 28, endLine: 16, endColumn: 33 } },
      }),
    )
  })

  it('lists wrong and unknown fields, each at its place', async () => {
    const path = file(
      'wrong.yaml',
      'apiVersion: aim.engine.amd.com/v1alpha1\nkind: AIMEndpoint\nmetadata: {name: x}\nspec:\n  modelId: Qwen/Qwen3-8B\n  precision: bf17\n  replicsa: 2\n',
    )
    const { code, findings } = await json(path)
    expect(code).toBe(1)
    const found = findings.map(({ rule, path: at, place }) => [rule, at, place?.region.startLine])
    expect(found).toContainEqual(['field', 'spec.precision', 6])
    expect(found).toContainEqual(['unknown-field', 'spec.replicsa', 7])
  })

  it('reads what is no YAML as a finding, checks the rest all the same, and ends with 2', async () => {
    const bad = file('bad.yaml', `a: [1\nb: 2\n---\n${deployment('"0.5"')}`)
    const { code, findings } = await json(bad, refused)
    expect(code).toBe(2)
    expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['yaml', 'whole-gpus', 'fit']))
    expect(findings[0]?.place?.region).toMatchObject({ startLine: 2, startColumn: 1 })
  })

  it('takes folders with everything below, but for hidden folders, chart templates and JSON of other things', async () => {
    file('tree/a/one.yaml', deployment('"0.5"'))
    file('tree/two.json', JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }))
    file('tree/package.json', '{"name": "x", // a comment\n}')
    file('tree/values.yml', 'replicas: 1\n')
    file('tree/.git/three.yaml', 'a: [')
    file('tree/chart/Chart.yaml', 'name: chart\n')
    file('tree/chart/templates/deploy.yaml', '{{ if .Values.x }}\nkind: {{ .y }}\n')
    const { code, judged, passedOver } = await json(join(folder, 'tree'))
    expect({ code, judged, passedOver }).toEqual({ code: 1, judged: 1, passedOver: 3 })
  })

  it('reads a folder once, wherever links in it lead', async () => {
    file('links/sub/half.yaml', deployment('"0.5"'))
    symlinkSync('..', join(folder, 'links/sub/up'))
    symlinkSync('.', join(folder, 'links/self'))
    expect(await json(join(folder, 'links'))).toMatchObject({ code: 1, judged: 1 })
  })

  it('judges an annotated Deployment by its annotations, and by policies as admission would complete it', async () => {
    const annotated = (annotations: string) =>
      file(
        'annotated.yaml',
        `apiVersion: apps/v1
kind: Deployment
metadata:
  name: serve
  annotations: {fitgate.dev/model: meta-llama/Llama-3.1-70B-Instruct${annotations}}
spec:
  selector: {matchLabels: {app: serve}}
  template:
    metadata: {labels: {app: serve}}
    spec: {containers: [{name: engine}]}
`,
      )
    expect(await json(annotated(''))).toMatchObject({ code: 0, findings: [] })
    const { code, findings } = await json(
      annotated(', fitgate.dev/accelerator: MI210, fitgate.dev/gpus: "1"'),
    )
    expect(code).toBe(1)
    expect(findings).toMatchObject([{ rule: 'fit', place: { region: { startLine: 5 } } }])
  })

  it('reads standard input', () => {
    const main = join(import.meta.dirname, '../../src/cli/main.ts')
    const { status, stdout } = spawnSync(process.execPath, [main, 'check', '-'], {
      input: deployment('"0.5"'),
    })
    expect(status).toBe(1)
    expect(String(stdout)).toMatch(/^-:14:\d+ {2}error {2}whole-gpus/)
  })

  it('follows the modes the platform set: what only warns there is a warning here', async () => {
    const { out } = await run('snapshot', '--example')
    const cluster = (name: string, policies: Partial<PolicyConfig>) => {
      const snapshot = JSON.parse(out) as { config: object }
      const config = { ...snapshot.config, policies: { ...defaultPolicyConfig, ...policies } }
      return file(name, JSON.stringify({ ...snapshot, config }))
    }
    const levelOf = ({ findings }: { findings: readonly Reported[] }) =>
      findings.find(({ rule }) => rule === 'whole-gpus')?.level
    const warns = cluster('warns.json', {})
    const warned = await json('--snapshot', warns, halfGpu)
    expect([warned.code, levelOf(warned)]).toEqual([0, 'warning'])
    expect((await json('--snapshot', warns, '--fail-on', 'warning', halfGpu)).code).toBe(1)
    const enforces = cluster('enforces.json', { namespaces: { 'team-a': { mode: 'enforce' } } })
    const denied = await json('--snapshot', enforces, halfGpu)
    expect([denied.code, levelOf(denied)]).toEqual([1, 'error'])
    const exception = {
      name: 'trial',
      policies: ['whole-gpus'],
      namespaces: ['team-*'],
      owner: 'sam',
      reason: 'a trial',
      expires: '2999-01-01T00:00:00Z',
    }
    const excepts = cluster('excepts.json', { mode: 'enforce', exceptions: [exception] })
    const excepted = await json('--snapshot', excepts, halfGpu)
    expect(excepted.findings.find(({ rule }) => rule === 'whole-gpus')).toMatchObject({
      level: 'note',
      exception: { owner: 'sam', reason: 'a trial' },
    })
  })

  it('takes modes, limits and declared hardware from a configuration file', async () => {
    const config = file('config.yaml', 'policies: {mode: audit, modes: {whole-gpus: enforce}, maxGPUs: 1}\n')
    const { code, findings } = await json('--config', config, halfGpu)
    expect(code).toBe(1)
    expect(findings).toMatchObject([{ rule: 'whole-gpus', level: 'error' }])
    const wrong = await run(
      'check',
      '--config',
      file('wrong-config.yaml', 'policies: {mode: wran}\n'),
      halfGpu,
    )
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('policies.mode')
  })

  it('counts the recipes of the files for their endpoints', async () => {
    const recipe =
      'apiVersion: aim.engine.amd.com/v1alpha1\nkind: AIMRecipe\nmetadata: {name: mine}\nspec: {modelId: microsoft/phi-4, hardware: MI300X, precision: bf16, backend: vllm, configurations: [{gpuCount: 2, enabled: true, args: ["--tensor-parallel-size=2"]}]}\n'
    const endpoint =
      'apiVersion: aim.engine.amd.com/v1alpha1\nkind: AIMEndpoint\nmetadata: {name: phi}\nspec: {modelId: microsoft/phi-4, recipe: {customRecipe: {name: mine}}}\n'
    expect(
      (await json(file('phi/recipe.yaml', recipe), file('phi/endpoint.yaml', endpoint))).findings,
    ).toEqual([])
    expect((await json(join(folder, 'phi/endpoint.yaml'))).findings).toMatchObject([{ rule: 'fit' }])
  })

  it.each([
    [['check'], 'FILE is missing'],
    [['check', '/nowhere.yaml'], 'there is no such file'],
    [['check', refused, '-o', 'srif'], 'did you mean "sarif"?'],
    [['check', refused, '--fail-on', 'never'], 'allowed: error, warning'],
    [['check', refused, '--snapshot', refused], 'not a snapshot of this version'],
    [['check', refused, '--hardware', '8xMI300X', '--cluster', 'x'], 'only one of --cluster, --hardware'],
  ])('%j is bad input: %s', async (args, words) => {
    const { code, err } = await run(...args)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })
})

describe('fitgate check --policies', () => {
  const policy = (fields: string) =>
    `export const p = {id: 'team-label', title: 'Objects have a team', why: 'Somebody must be asked.', severity: 'error',
       appliesTo: () => true, check: ({object}) => object.metadata.labels?.team ? [] : [{path: 'metadata.labels', message: 'no team'}], ${fields}}\n`

  it('runs policies of its own beside those built in', async () => {
    file('own/team.ts', `export const limit: number = 1\n${policy('')}`)
    file('own/team.test.ts', 'throw new Error("tests are not loaded")')
    const { code, findings } = await json('--policies', join(folder, 'own'), halfGpu)
    expect(code).toBe(1)
    expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['team-label', 'whole-gpus']))
    // the field is not there, so the nearest one is shown
    expect(findings.find(({ rule }) => rule === 'team-label')?.place?.region).toMatchObject({ startLine: 5 })
  })

  it('takes a folder with helpers, twins in CEL, and its own folder as it is', async () => {
    file(
      'helped/team.ts',
      `import { label } from './names.ts'\n${policy('cel: {keeps: () => label, message: "no team"}')}`,
    )
    file('helped/names.ts', 'export const label = "team"\n')
    const helped = await json('--policies', join(folder, 'helped'), halfGpu)
    expect(helped.findings.map(({ rule }) => rule)).toContain('team-label')
    const again = await json('--policies', 'policies', halfGpu)
    expect(again.findings).toEqual((await json(halfGpu)).findings)
  })

  it('tells of a policy that throws or answers nonsense, and goes on', async () => {
    file('throws/a.ts', policy('check: () => { throw new Error("boom") }'))
    const { code, out } = await run('check', '--policies', join(folder, 'throws'), halfGpu)
    expect(code).toBe(1)
    expect(out).toContain('the policy itself failed: boom')
    expect(out).toContain('whole-gpus')
    file('nonsense/a.ts', policy('check: () => "no"'))
    expect((await run('check', '--policies', join(folder, 'nonsense'), halfGpu)).out).toContain(
      'must return a list',
    )
  })

  it.each([
    ['id: "Team Label"', 'id must be lower case words'],
    ['id: "whole-gpus"', 'there is a policy "whole-gpus" already'],
    ['severity: "fatal"', 'severity must be "error" or "warning"'],
    ['check: 3', 'check must be a function'],
    ['cel: {expression: 1}', 'cel must be'],
    ['appliesTo: undefined, check: undefined', 'check must be a function'],
  ])('refuses one with %s', async (fields, words) => {
    const name = `refused-${words.length}`
    file(`${name}/p.ts`, policy(fields))
    const { code, err } = await run('check', '--policies', join(folder, name), halfGpu)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })

  it('refuses a folder without modules, and modules without policies or that do not load', async () => {
    mkdirSync(join(folder, 'empty'))
    expect((await run('check', '--policies', join(folder, 'empty'), halfGpu)).err).toContain(
      'there is no module',
    )
    file('broken/a.ts', 'export const x = 1\n')
    file('broken/b.ts', 'export const = 1\n')
    const { code, err } = await run('check', '--policies', join(folder, 'broken'), halfGpu)
    expect(code).toBe(2)
    expect(err).toMatch(/a\.ts: exports no policy[\s\S]*b\.ts: cannot be loaded/)
  })
})
