/**
 * A few questions at a time, the answers in the order of the questions.
 * @module
 */

/** @param atOnce questions under way at a time. Default 16. */
export async function inTurn<In, Out>(
  items: readonly In[],
  ask: (item: In) => Promise<Out>,
  atOnce = 16,
): Promise<Out[]> {
  const answers: Out[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) answers[index] = await ask(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return answers
}
