/**
 * Looking at something again and again. Files are polled rather than watched: kubelets swap mounted folders by a symbolic link, and file
 * watchers miss that on some systems.
 * @module
 */
export interface PollOptions {
  /** May throw: it is told, and tried again. */
  readonly look: () => Promise<void>
  /** ms from the end of a look to the next. */
  readonly interval: number
  /** Told of each look, with what it threw. Default: nobody. */
  readonly onLook?: (error?: unknown) => void
}

/** The first look has happened when the promise resolves, whether or not it found anything; never two at once. */
export async function poll(options: PollOptions): Promise<{ stop(): void }> {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const once = async () => {
    try {
      await options.look()
      if (!stopped) options.onLook?.()
    } catch (error) {
      if (!stopped) options.onLook?.(error)
    }
    if (!stopped) timer = setTimeout(once, options.interval)
  }
  await once()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
