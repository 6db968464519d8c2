import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { main } from '../../src/cli/main.ts'
import { deployment, model } from '../api/workload/builders.ts'

const folder = mkdtempSync(join(tmpdir(), 'fitgate-plan-workload-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** @param objects as they are, or as written */
async function plan(objects: readonly (object | string)[], ...args: readonly string[]) {
  const path = join(folder, 'objects.yaml')
  const texts = objects.map((object) => (typeof object === 'string' ? object : stringify(object)))
  writeFileSync(path, texts.map((text) => `---\n${text}\n`).join(''))
  let out = ''
  let err = ''
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: {},
  }
  const code = await main(['plan', '-f', path, ...args], io)
  return { code, out, err }
}

const documents = (text: string) =>
  parseAllDocuments(text).map((each) => each.toJS() as Record<string, unknown>)
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'front' } }
const serve = (...args: string[]) => ({ command: ['vllm', 'serve', model], args })
const gpus = (count: number) => ({ resources: { limits: { 'amd.com/gpu': count } } })

describe('fitgate plan on an annotated workload', () => {
  it('decides as on an endpoint and says what it would add', async () => {
    const { code, out } = await plan([deployment()])
    expect(code).toBe(0)
    expect(out).toContain('Deployment qwen   FITS on 1 x MI300X')
    expect(out).toMatch(/container server: image, command, args/)
    expect(out).toMatch(/pod: .*affinity/)
    // there is no field for a single argument of an engine that fitgate starts
    expect(out).not.toContain('containers[0].args')
  })

  it('prints the file with its workloads completed, the rest as it was', async () => {
    const { code, out } = await plan(
      [service, deployment({ container: { env: [{ name: 'A', value: 'b' }] } })],
      '--patch',
    )
    expect(code).toBe(0)
    const [first, second] = documents(out)
    expect(first).toEqual(service)
    expect(second).toMatchObject({
      metadata: { annotations: { 'fitgate.dev/model': model } },
      spec: {
        template: {
          spec: {
            containers: [{ name: 'server', env: expect.arrayContaining([{ name: 'A', value: 'b' }]) }],
          },
        },
      },
    })
    expect(JSON.stringify(second)).not.toContain('fitgate.dev/decision')
  })

  it('prints texts and modes as kubectl will read them', async () => {
    const env = [{ name: 'A', value: 'yes' }]
    const volumes = [{ name: 'scripts', configMap: { name: 'scripts', defaultMode: '0755' } }]
    const text = JSON.stringify(deployment({ container: { env }, pod: { volumes } }))
    const { out } = await plan([text.replace('"0755"', '0755')], '--patch')
    expect(out).toContain('value: "yes"')
    expect(out).toContain('defaultMode: 493')
  })

  it('has nothing left to add to what it printed', async () => {
    const { out } = await plan([deployment()], '--patch')
    const again = await plan(documents(out))
    expect(again.code).toBe(0)
    expect(again.out).not.toContain('container server: image')
  })

  it('shows the list to write where the one that is there cannot run', async () => {
    const container = { ...serve('--tensor-parallel-size=2', '--dtype=half'), ...gpus(4) }
    const { code, out } = await plan([deployment({ container })])
    expect(code).toBe(1)
    expect(out).toContain('containers[0].args[0]: tensor parallel 2 is 2 ranks')
    expect(out).toMatch(
      /Write instead\n\s+spec\.template\.spec\.containers\[0\]\.args:\n\s+- "--tensor-parallel-size=4"\n\s+- "--dtype=half"/,
    )
  })

  it('prints what to commit in the place of what was refused', async () => {
    const misspelt = serve('--max-modle-len=8192', '--tensor-parallel-size=3')
    const resources = { limits: { 'amd.com/gpu': '3' }, requests: { 'amd.com/gpu': '3' } }
    const { code, out, err } = await plan([deployment({ container: { ...misspelt, resources } })], '--patch')
    expect(code).toBe(2)
    expect(err).toContain('unknown argument "--max-modle-len"')
    expect(err).toContain('printed with the list that fits in the place of its own')
    const [made] = documents(out)
    expect(made).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                args: ['--max-model-len=8192', '--tensor-parallel-size=2'],
                resources: { limits: { 'amd.com/gpu': '2' }, requests: { 'amd.com/gpu': '2' } },
              },
            ],
          },
        },
      },
    })
    const again = await plan(documents(out))
    expect(again.code).toBe(0)
    expect(again.out).toContain('FITS on 2 x')
  })

  it('prints nothing for what no other list cures', async () => {
    const container = { image: 'vllm/vllm-openai:v0.33.0', args: [model, '--max-num-seqs 8'], ...gpus(1) }
    const { code, out } = await plan([deployment({ container })], '--patch')
    expect(code).toBe(2)
    expect(out).toBe('')
  })

  it('lists what is wrong with what was written, with the whole corrected list', async () => {
    const container = { image: 'vllm/vllm-openai:v0.33.0', args: [model, '--max-num-seqs 8'], ...gpus(1) }
    const { code, out } = await plan([deployment({ container })])
    expect(code).toBe(2)
    expect(out).toContain('is built for CUDA')
    expect(out).toContain('args: ["Qwen/Qwen3-32B","--max-num-seqs","8"]')
  })

  it('assumes as many nodes as a group has pods', async () => {
    const pod = { spec: { containers: [{ name: 'server', ...serve('-tp=1', '-pp=2'), ...gpus(1) }] } }
    const group = {
      ...deployment(),
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      spec: { leaderWorkerTemplate: { size: 2, workerTemplate: pod } },
    }
    const { code, out } = await plan([group])
    expect(code).toBe(0)
    expect(out).toContain('LeaderWorkerSet qwen   FITS on 2 nodes of 1 x MI350X')
    expect(out).toContain('assuming 2 full nodes')
  })

  it('decides nothing on a command that it cannot see', async () => {
    const { code, out } = await plan([
      deployment({ container: { command: ['vllm', 'serve', '--config', '/a.yaml'] } }),
    ])
    expect(code).toBe(0)
    expect(out).toContain('NOT CHECKED')
    expect(out).toContain('the engine reads its arguments from /a.yaml')
  })

  it('passes over what does not ask', async () => {
    expect((await plan([deployment({ says: {} })])).out).toContain('there is no annotation fitgate.dev/model')
    expect((await plan([deployment({ says: { model, paused: 'true' } })])).out).toContain('NOT JUDGED')
  })

  it('says where the annotation does nothing', async () => {
    const { code, out } = await plan([{ ...deployment(), kind: 'DaemonSet' }])
    expect(code).toBe(0)
    expect(out).toContain('metadata.annotations["fitgate.dev/model"]: does nothing on a DaemonSet')
  })

  it('cannot count GPUs that come by claims, unless somebody says how many they are', async () => {
    const container = { resources: { claims: [{ name: 'gpu' }] } }
    const pod = { resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'gpus' }] }
    const { out } = await plan([deployment({ container, pod })])
    expect(out).toContain('NOT CHECKED')
    expect(out).toContain('its devices come by claims')
    const told = await plan([deployment({ says: { model, gpus: '2' }, container, pod })], '--patch')
    expect(told.out).toContain('--tensor-parallel-size=2')
    expect(told.out).not.toContain('amd.com/gpu: ')
  })

  it('tells the same in JSON', async () => {
    const { out } = await plan(
      [deployment({ container: { ...serve('--seed=1'), ...gpus(2) } })],
      '-o',
      'json',
    )
    const { results } = JSON.parse(out) as { results: readonly { better: { list: string[] } }[] }
    expect(results[0]?.better.list).toEqual(['--seed=1', '--tensor-parallel-size=2'])
  })
})
