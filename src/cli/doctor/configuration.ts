/**
 * The configuration that is installed: readable, and without exceptions that have run out.
 * @module
 */
import { installedConfig } from '../cluster/installed-config.ts'
import { UsageError } from '../command.ts'
import { type Check, ok, problem, warning } from './check.ts'

export const configuration: Check = {
  id: 'configuration',
  async run({ client, namespace, now }) {
    try {
      const { config, words } = await installedConfig(client, namespace)
      const { exceptions = [] } = config.decision.policies ?? {}
      const over = exceptions.filter(({ expires }) => !(Date.parse(expires) > now.getTime()))
      return [
        ...over.map(({ name, owner, expires }) =>
          warning(
            `exception ${name} of ${owner} ran out on ${expires}`,
            `remove it, or ask ${owner}: ${words}`,
          ),
        ),
        ok(`read from ${words}`),
      ]
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return [
        problem(
          `the configuration is wrong, so no pod starts with it: ${error.message}`,
          'correct it and apply it again',
        ),
      ]
    }
  },
}
