import { describe, expect, it } from 'vitest'
import { proxyFor } from '../../../src/fetch/reach/proxy.ts'
import { isListed, refusedAddress, refusedHost } from '../../../src/fetch/reach/rules.ts'

const open = { hosts: [], cidrs: [] }

describe('where a fetch may connect to', () => {
  it.each([
    // host, address it leads to, hosts, blocks, allowed
    ['huggingface.co', '18.1.2.3', [], [], true],
    ['mirror.local', '10.1.2.3', [], [], true],
    ['metadata', '169.254.169.254', [], [], false],
    ['metadata', '::ffff:169.254.169.254', [], [], false],
    ['huggingface.co', '18.1.2.3', ['huggingface.co'], [], true],
    ['cas-bridge.xethub.hf.co', '18.1.2.3', ['huggingface.co'], [], true],
    ['evilhuggingface.co', '18.1.2.3', ['huggingface.co'], [], false],
    ['huggingface.co', '10.0.0.1', ['huggingface.co'], [], false],
    ['huggingface.co', '::ffff:10.0.0.1', ['huggingface.co'], [], false],
    ['huggingface.co', '::1', ['huggingface.co'], [], false],
    ['mirror.local', '10.0.0.1', ['*.local'], ['10.0.0.0/24'], true],
    ['mirror.local', '10.0.1.1', ['*.local'], ['10.0.0.0/24'], false],
    ['mirror.local', '10.0.0.1', [], ['10.0.0.0/24'], true],
    ['other.example', '18.1.2.3', [], ['10.0.0.0/24'], false],
    ['10.0.0.1', '10.0.0.1', ['huggingface.co'], ['10.0.0.0/24'], true],
    ['10.0.0.1', '10.0.0.1', ['*'], [], false],
  ] as const)('%s at %s with hosts %o and blocks %o: %s', (host, address, hosts, cidrs, allowed) => {
    const reach = { hosts, cidrs }
    const refused = refusedHost(host, reach) ?? refusedAddress(address, reach, isListed(host, reach))
    expect(refused === undefined).toBe(allowed)
  })

  it('is anywhere but link-local without lists, an address written as such too', () => {
    expect(refusedHost('127.0.0.1', open)).toBeUndefined()
    expect(refusedHost('[fe80::1]', open)).toContain('link-local')
  })
})

describe('the proxy of a URL', () => {
  const env = { HTTPS_PROXY: 'http://proxy:3128', no_proxy: '.internal,10.0.0.0/8,exact.example:8443' }
  it.each([
    ['https://huggingface.co/x', 'http://proxy:3128'],
    ['http://huggingface.co/x', undefined],
    ['https://hub.internal/x', undefined],
    ['https://10.1.2.3/x', undefined],
    ['https://exact.example:8443/x', undefined],
    ['https://exact.example/x', 'http://proxy:3128'],
    ['https://notinternal/x', 'http://proxy:3128'],
  ])('%s: %s', (url, proxy) => {
    expect(proxyFor(new URL(url), env)).toBe(proxy)
  })
})
