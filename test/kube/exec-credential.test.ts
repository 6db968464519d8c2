import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { type ExecPlugin, execCredentials } from '../../src/kube/exec-credential.ts'

const apiVersion = 'client.authentication.k8s.io/v1'
const cluster = { server: 'https://c:6443', 'certificate-authority-data': 'Q0E=' }
const folder = mkdtempSync(join(tmpdir(), 'exec-'))
const calls = join(folder, 'calls')

afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => writeFileSync(calls, ''))

const called = () => readFileSync(calls, 'utf8').split('\n').slice(0, -1)

/** A plugin that writes down what it was told and answers `status`, with its number as the token if it has none. */
function plugin(status: object, more: Partial<ExecPlugin> = {}): ExecPlugin {
  const script = `
    const fs = require('node:fs')
    fs.appendFileSync(${JSON.stringify(calls)}, process.env.KUBERNETES_EXEC_INFO + '\\n')
    const n = fs.readFileSync(${JSON.stringify(calls)}, 'utf8').split('\\n').length - 1
    const status = { token: 'token-' + n, ...${JSON.stringify(status)} }
    console.log(JSON.stringify({ apiVersion: '${apiVersion}', kind: 'ExecCredential', status }))`
  return { apiVersion, command: process.execPath, args: ['-e', script], ...more }
}

/** A date that stands still until a test moves it. */
function calendar(start = '2026-01-01T00:00:00Z') {
  let now = Date.parse(start)
  return { date: () => now, advance: (seconds: number) => (now += seconds * 1000) }
}

describe('an exec plugin', () => {
  it('is asked once for everybody who waits, and not again while its answer is good', async () => {
    const { date, advance } = calendar()
    const credentials = execCredentials(plugin({}), cluster, { date })
    const all = await Promise.all([1, 2, 3].map(() => credentials.current()))
    advance(10 * 365 * 86_400)
    all.push(await credentials.current())
    expect(all.map(({ token }) => token)).toEqual(['token-1', 'token-1', 'token-1', 'token-1'])
  })

  it('is asked again shortly before its answer expires', async () => {
    const { date, advance } = calendar()
    const status = { expirationTimestamp: '2026-01-01T00:15:00Z' }
    const credentials = execCredentials(plugin(status), cluster, { date })
    await credentials.current()
    advance(14 * 60 + 29)
    expect((await credentials.current()).token).toBe('token-1')
    advance(1)
    expect((await credentials.current()).token).toBe('token-2')
  })

  it('is asked again when the server refuses what it gave, but not in a hurry', async () => {
    const { date, advance } = calendar()
    const credentials = execCredentials(plugin({}), cluster, { date })
    await credentials.current()
    expect(credentials.refused()).toBe(false)
    advance(60)
    expect(credentials.refused()).toBe(true)
    expect((await credentials.current()).token).toBe('token-2')
  })

  it('may give a certificate instead of a token', async () => {
    const status = { token: '', clientCertificateData: 'CERT', clientKeyData: 'KEY' }
    expect(await execCredentials(plugin(status), cluster).current()).toEqual({ cert: 'CERT', key: 'KEY' })
  })

  it('is told which version it is asked in, and of the cluster only when it wants that', async () => {
    await execCredentials(plugin({}), cluster).current()
    await execCredentials(plugin({}, { provideClusterInfo: true }), cluster).current()
    expect(called().map((line) => JSON.parse(line))).toEqual([
      { apiVersion, kind: 'ExecCredential', spec: { interactive: false } },
      { apiVersion, kind: 'ExecCredential', spec: { interactive: false, cluster } },
    ])
  })

  it('gets the environment of the kubeconfig', async () => {
    const args = [
      '-e',
      `console.log(JSON.stringify({ apiVersion: '${apiVersion}', kind: 'ExecCredential', status: { token: process.env.WHO } }))`,
    ]
    const env = [{ name: 'WHO', value: 'me' }]
    expect(await execCredentials(plugin({}, { args, env }), cluster).current()).toEqual({ token: 'me' })
  })

  const saying = (text: string): ExecPlugin =>
    plugin({}, { args: ['-e', `console.log(${JSON.stringify(text)})`] })
  const answering = (answer: object) => saying(JSON.stringify(answer))

  it.each([
    ['fails', plugin({}, { args: ['-e', 'console.error("log in first"); process.exit(1)'] }), /log in first/],
    ['is not there', plugin({}, { command: join(folder, 'absent'), installHint: 'brew it' }), /brew it/],
    ['answers no JSON', saying('hello'), /not JSON/],
    ['answers in another version', answering({ apiVersion: 'x/v9', kind: 'ExecCredential' }), /x\/v9/],
    ['answers nothing to use', answering({ apiVersion, kind: 'ExecCredential', status: {} }), /neither/],
    ['answers a date that is none', plugin({ expirationTimestamp: 'soon' }), /not a date/],
  ])('that %s is an error that says so, and is asked again next time', async (_, broken, message) => {
    const credentials = execCredentials(broken, cluster)
    await expect(credentials.current()).rejects.toThrow(message)
    await expect(credentials.current()).rejects.toThrow(message)
  })

  it('that hangs is ended', async () => {
    const hanging = plugin({}, { args: ['-e', 'setInterval(() => {}, 1000)'] })
    await expect(execCredentials(hanging, cluster, { timeoutSeconds: 0.2 }).current()).rejects.toThrow()
  })

  it('that needs a person is refused from the start', () => {
    expect(() => execCredentials(plugin({}, { interactiveMode: 'Always' }), cluster)).toThrow(/person/)
  })
})
