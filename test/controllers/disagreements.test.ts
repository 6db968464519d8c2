import { expect, it } from 'vitest'
import { disagreementWatch } from '../../src/controllers/disagreements.ts'

it('warns of a disagreement once, of more nodes again, and anew when it comes back', () => {
  const lines: string[] = []
  const watch = disagreementWatch({ warn: ({ nodes }, message) => lines.push(`${nodes} ${message}`) })
  const on = (nodes: number) => watch({ disagreements: [{ words: 'labels disagree', nodes }] })
  on(1)
  on(1)
  on(3)
  on(2)
  watch({})
  on(2)
  expect(lines).toEqual(
    [1, 3, 2].map((nodes) => `${nodes} labels of nodes cannot all be right: labels disagree`),
  )
})
