/**
 * What comes in one turn of the event loop: the first is answered at once, the others at its end, all answers made first and then all
 * sent. Waking a client that waits takes as long as making its answer, and one that is sent several in a row is woken once. A third
 * more reviews a second under full load (`test/bench/gate/throughput.ts`).
 * @module
 */
import { setImmediate } from 'node:timers'

export interface TurnOptions<Asked, Answer> {
  /** Must not throw. */
  readonly answer: (asked: Asked) => Answer
  /** Must not throw. */
  readonly send: (asked: Asked, answer: Answer) => void
  /** ms for which a made answer may wait for the next; default 0.25 */
  readonly longest?: number
}

/** @returns takes what is asked */
export function answeredInTurns<Asked, Answer>(options: TurnOptions<Asked, Answer>): (asked: Asked) => void {
  const { answer, send, longest = 0.25 } = options
  let waiting: Asked[] = []
  let isFirst = true
  const sendAll = (made: readonly (readonly [Asked, Answer])[]) => {
    for (const [asked, answered] of made) send(asked, answered)
  }
  const answerAll = () => {
    const all = waiting
    waiting = []
    isFirst = true
    let made: (readonly [Asked, Answer])[] = []
    let began = performance.now()
    for (const asked of all) {
      made.push([asked, answer(asked)])
      if (performance.now() - began < longest) continue
      sendAll(made)
      made = []
      began = performance.now()
    }
    sendAll(made)
  }
  return (asked) => {
    if (!isFirst) {
      waiting.push(asked)
      return
    }
    isFirst = false
    setImmediate(answerAll)
    send(asked, answer(asked))
  }
}
