import { describe, expect, it } from 'vitest'
import { readSettings } from '../../../src/server/hosts/settings.ts'

const fingerprint = 'a1'.repeat(32)

function wrong(env: Readonly<Record<string, unknown>>): string[] {
  try {
    readSettings(env)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

describe('settings of a host', () => {
  it('are few, with defaults', () => {
    expect(readSettings({ FITGATE_SNAPSHOT: '{}' })).toMatchObject({ snapshot: '{}', refreshSeconds: 15 })
    expect(readSettings({ FITGATE_SNAPSHOT_FILE: ' a.json\n', OTHER: 1 })).toMatchObject({ file: 'a.json' })
  })

  it('name exactly one place for the snapshot', () => {
    const both = { FITGATE_SNAPSHOT: '{}', FITGATE_SNAPSHOT_FILE: 'a.json' }
    for (const env of [{}, both, { FITGATE_SNAPSHOT: '' }])
      expect(wrong(env)).toEqual([expect.stringMatching(/^FITGATE_SNAPSHOT: exactly one of/)])
  })

  it('believe nothing from an URL without a key', () => {
    const env = { FITGATE_SNAPSHOT_URL: 'https://controller.example/snapshot' }
    expect(wrong(env)).toEqual([expect.stringMatching(/^FITGATE_SNAPSHOT_KEY: is needed with an URL/)])
    expect(wrong({ ...env, FITGATE_SNAPSHOT_KEY: 'k' })).toEqual([])
  })

  it('are refused all at once, in words', () => {
    const problems = wrong({
      FITGATE_SNAPSHOT_URL: 'http://controller.example/snapshot',
      FITGATE_SNAPSHOT_KEY: {},
      FITGATE_REFRESH_SECONDS: 'often',
      FITGATE_SECRET_PATH: 'short',
      FITGATE_CLIENT_CERTIFICATES: 'ff',
      FITGATE_CLIENT_CERTIFICATE_FROM: 'somebody',
    })
    const names = problems.map((problem) => problem.split(':')[0])
    expect(new Set(names)).toEqual(
      new Set([
        'FITGATE_SNAPSHOT_URL',
        'FITGATE_SNAPSHOT_KEY',
        'FITGATE_REFRESH_SECONDS',
        'FITGATE_SECRET_PATH',
        'FITGATE_CLIENT_CERTIFICATES',
        'FITGATE_CLIENT_CERTIFICATE_FROM',
      ]),
    )
  })

  it('take fingerprints as openssl and Envoy write them', () => {
    const colons = fingerprint.toUpperCase().replaceAll(/(..)(?!$)/g, '$1:')
    const read = (from: string) =>
      readSettings({
        FITGATE_SNAPSHOT: '{}',
        FITGATE_CLIENT_CERTIFICATES: `${colons}, ${fingerprint}`,
        FITGATE_CLIENT_CERTIFICATE_FROM: from,
      }).clientCertificates
    const fingerprints = [fingerprint, fingerprint]
    expect(read('xfcc')).toEqual({ fingerprints, from: 'xfcc' })
    expect(read('header:SSL-Client-Cert')).toEqual({
      fingerprints,
      from: 'header',
      header: 'ssl-client-cert',
    })
  })

  it('never ask for certificates without saying whose word counts', () => {
    const env = { FITGATE_SNAPSHOT: '{}' }
    expect(wrong({ ...env, FITGATE_CLIENT_CERTIFICATES: fingerprint })).toHaveLength(1)
    expect(wrong({ ...env, FITGATE_CLIENT_CERTIFICATE_FROM: 'xfcc' })).toHaveLength(1)
  })
})
