import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { createAuthority } from '../../src/sandbox/certificates.ts'

it('an authority issues certificates for this machine that verify against it', async () => {
  const authority = await createAuthority()
  const issued = await authority.issue('test', ['kubernetes.default.svc'])
  const [root, leaf] = [new X509Certificate(authority.certificate), new X509Certificate(issued.certificate)]
  expect(leaf.verify(root.publicKey)).toBe(true)
  expect(leaf.checkIssued(root)).toBe(true)
  expect(root.ca).toBe(true)
  expect(leaf.ca).toBe(false)
  expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(leaf.checkHost('kubernetes.default.svc')).toBe('kubernetes.default.svc')
  expect(leaf.checkPrivateKey(createPrivateKey(issued.key))).toBe(true)
})

it('a certificate can be for more addresses, and one for a client names the user and the group', async () => {
  const authority = await createAuthority()
  const server = new X509Certificate((await authority.issue('test', [], ['198.18.255.1'])).certificate)
  expect(server.checkIP('198.18.255.1')).toBe('198.18.255.1')
  const client = new X509Certificate((await authority.issueClient('someone', 'some')).certificate)
  expect(client.checkIssued(new X509Certificate(authority.certificate))).toBe(true)
  expect(client.subject.split('\n').toSorted()).toEqual(['CN=someone', 'O=some'])
  expect(client.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
})
