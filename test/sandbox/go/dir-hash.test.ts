import { describe, expect, it } from 'vitest'
import { DirHash } from '../../../src/sandbox/go/dir-hash.ts'

describe('DirHash', () => {
  it('is the hash of the checksum database', () => {
    // sum.golang.org, golang.org/toolchain v0.0.1-go1.26.8.linux-amd64/go.mod
    const hash = new DirHash()
    hash.add('go.mod', Buffer.from('module golang.org/toolchain\n'))
    expect(hash.digest()).toBe('h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=')
  })

  it('does not depend on the order of the files, but on their names and contents', () => {
    const digest = (...files: readonly (readonly [string, string])[]) => {
      const hash = new DirHash()
      for (const [name, text] of files) hash.add(name, Buffer.from(text))
      return hash.digest()
    }
    expect(digest(['a', '1'], ['b', '2'])).toBe(digest(['b', '2'], ['a', '1']))
    expect(digest(['a', '1'], ['b', '2'])).not.toBe(digest(['a', '2'], ['b', '1']))
  })
})
