import { describe, expect, it } from 'vitest'
import { networkProfiles } from '../../src/catalog/network-profiles.ts'
import { ConfigError, parseConfig } from '../../src/server/config.ts'

const complaints = (text: string) => {
  try {
    parseConfig(text)
    return []
  } catch (error) {
    return error instanceof ConfigError
      ? error.errors.map(({ path, message }) => `${path}: ${message}`)
      : [error]
  }
}

describe('the network between nodes', () => {
  it('is told nothing of by default', () => {
    expect(parseConfig('').decision).not.toHaveProperty('network')
  })

  it.each(networkProfiles)('is what the profile $name says', ({ name, env, cardResource }) => {
    expect(parseConfig(`network: ${name}`).decision.network).toEqual({
      env,
      ...(cardResource && { cardResource }),
    })
  })

  it("is the platform's own", () => {
    const text = 'network: {env: {NCCL_IB_HCA: rdma0}, cardResource: rdma/hca_shared_devices_a}'
    expect(parseConfig(text).decision.network).toEqual({
      env: { NCCL_IB_HCA: 'rdma0' },
      cardResource: 'rdma/hca_shared_devices_a',
    })
  })

  it('is refused where it is neither', () => {
    expect(complaints('network: polara')).toEqual([
      'network: is one of pollara, thor2, connectx, or has env and cardResource',
    ])
    expect(complaints('network: {env: {A-B: x}}')).not.toEqual([])
    expect(complaints('network: {env: {}, cardResource: nic}')).not.toEqual([])
  })
})
