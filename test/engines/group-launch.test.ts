import { describe, expect, it } from 'vitest'
import { groupCommands, groupEnvironment, launchStyle } from '../../src/engines/group-launch.ts'

const vllm = { backend: 'vllm', version: '0.33.0' } as const
const sglang = { backend: 'sglang', version: '0.5.23' } as const
const plain = { other: {} }
const withRay = { other: { 'distributed-executor-backend': 'ray' } }

describe('a start on several nodes', () => {
  it("is by vLLM's own processes, unless Ray is asked for or the version knows nothing else", () => {
    expect(launchStyle(vllm, plain)).toBe('native')
    expect(launchStyle(vllm, withRay)).toBe('ray')
    expect(launchStyle({ ...vllm, version: '0.15.1' }, plain)).toBe('native')
    expect(launchStyle({ ...vllm, version: '0.11.0' }, plain)).toBe('ray')
    expect(launchStyle(sglang, plain)).toBe('sglang')
  })

  it('gives every rank the same words, and silences those of vLLM that do not lead', () => {
    const { leader, worker } = groupCommands(vllm, plain, '/c.yaml', 3)
    expect(leader.join(' ')).toBe(
      'vllm serve --config /c.yaml --nnodes 3 --node-rank $(LWS_WORKER_INDEX) --master-addr $(LWS_LEADER_ADDRESS)',
    )
    expect(worker).toEqual([...leader, '--headless'])
    const ofSglang = groupCommands(sglang, plain, '/c.yaml', 3)
    expect(ofSglang.worker).toEqual(ofSglang.leader)
    expect(ofSglang.leader.slice(-2)).toEqual(['--dist-init-addr', '$(LWS_LEADER_ADDRESS):20000'])
  })

  it('starts vLLM over Ray on the leader alone, when all nodes are there', () => {
    const { leader, worker } = groupCommands(vllm, withRay, '/c.yaml', 2)
    const [script = '', join = ''] = [leader.at(-1), worker.at(-1)]
    expect(script.indexOf('ray start --head')).toBeLessThan(script.indexOf('LWS_GROUP_SIZE'))
    expect(script.split('\n').at(-1)).toBe(
      'exec vllm serve --config /c.yaml --distributed-executor-backend ray',
    )
    expect(join).toContain('exec ray start --address="$LWS_LEADER_ADDRESS:6379"')
    expect(join).not.toContain('vllm')
  })

  it('tells vLLM the address of its pod', () => {
    expect(groupEnvironment(vllm).map(({ name }) => name)).toEqual(['VLLM_HOST_IP'])
    expect(groupEnvironment(sglang)).toEqual([])
  })
})
