/**
 * The versions that have to go together: of the API server, of what is installed, of this command.
 * @module
 */
import { version } from '../../vocabulary/version.ts'
import { type Check, type DoctorContext, ok, problem, type Result, warning } from './check.ts'

/** Match conditions of webhooks and validating admission policies are there for everybody from 1.30 on. */
const oldestMinor = 30

export const versions: Check = {
  id: 'versions',
  run: async (context) => [await apiServer(context), ...(await images(context))],
}

async function apiServer({ client }: DoctorContext): Promise<Result> {
  const { gitVersion, major, minor } = (await client.request('GET', '/version')) as Record<string, string>
  const number = Number.parseInt(minor ?? '', 10)
  if (major === '1' && number < oldestMinor)
    return problem(
      `Kubernetes ${gitVersion} is too old: webhooks would be sent what their match conditions leave out`,
      `use Kubernetes 1.${oldestMinor} or newer`,
    )
  return ok(`Kubernetes ${gitVersion}`)
}

async function images({ installed }: DoctorContext): Promise<Result[]> {
  const tags = await Promise.all(
    (['controller', 'webhook'] as const).map(async (component) => {
      const deployment = await installed.deployment(component)
      const image = deployment?.spec?.template?.spec?.containers?.[0]?.image
      return image === undefined ? [] : [{ component, image, tag: tagOf(image) }]
    }),
  )
  return tags
    .flat()
    .map(({ component, image, tag }) =>
      tag === version
        ? ok(`fitgate-${component} is ${version}`)
        : warning(
            `fitgate-${component} runs ${image}, this command is ${version}`,
            `look with the command of that version, or upgrade: kubectl apply -k manifests/base`,
          ),
    )
}

/** `0.1.0` in `registry:5000/fitgate:0.1.0@sha256:…`. */
function tagOf(image: string): string | undefined {
  return /:([^/:@]+)(@.*)?$/.exec(image)?.[1]
}
