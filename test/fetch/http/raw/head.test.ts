import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headEnd, readHead } from '../../../../src/fetch/http/raw/head.ts'

const plain = 'HTTP/1.1 206 Partial Content\r\nContent-Length: 12\r\nETag: "a"\r\n\r\n'

describe('the head of an answer', () => {
  it('gives status, headers by lower-case name, and the length of the body', () => {
    expect(readHead(plain)).toEqual({
      status: 206,
      headers: { 'content-length': '12', etag: '"a"' },
      bytes: 12,
      keepsOpen: true,
    })
  })

  it.each([
    ['of the first of several headers of one name', 'ETag: "b"\r\neTag: "c"', { headers: { etag: '"b"' } }],
    ['without a body where the status has none', '', { status: 204, bytes: 0 }],
    ['without spaces around a value', 'ETag:\t "b" \t', { headers: { etag: '"b"' } }],
  ])('is read %s', (_name, lines, read) => {
    const head = `HTTP/1.1 204\r\n${lines === '' ? '' : `${lines}\r\n`}\r\n`
    expect(readHead(head)).toMatchObject(read)
  })

  it.each([
    ['HTTP/1.1', '', true],
    ['HTTP/1.1', 'Connection: close\r\n', false],
    ['HTTP/1.0', '', false],
    ['HTTP/1.0', 'Connection: Keep-Alive\r\n', true],
  ])('says whether the connection stays open: %s %s', (version, line, keepsOpen) => {
    expect(readHead(`${version} 200 OK\r\ncontent-length: 1\r\n${line}\r\n`)).toMatchObject({ keepsOpen })
  })

  it.each([
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n'],
    ['no length', 'HTTP/1.1 200 OK\r\nETag: "a"\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n'],
    ['a length with a sign', 'HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n x: y\r\n\r\n'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\n'],
    ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 1\n\n'],
    ['another protocol', 'ICY 200 OK\r\nContent-Length: 1\r\n\r\n'],
    ['a switch to another protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ])('with %s is left to another client', (_name, text) => {
    expect(readHead(text)).toBeUndefined()
  })

  it('ends at its empty line, whatever follows, and not before it', () => {
    const body = fc.uint8Array({ maxLength: 100 })
    fc.assert(
      fc.property(body, fc.nat(plain.length - 1), (following, cut) => {
        const whole = Buffer.concat([Buffer.from(plain), following])
        expect(headEnd(whole)).toBe(plain.length)
        expect(headEnd(whole.subarray(0, cut))).toBeUndefined()
      }),
    )
  })
})
