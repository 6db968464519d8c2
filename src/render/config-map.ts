/**
 * ConfigMap `<name>-config`: the file the engine reads its arguments from.
 * @module
 */
import type { AIMEndpoint } from '../api/aim/endpoint.ts'
import { toIntentRequest } from '../api/aim/endpoint.ts'
import type { Candidate } from '../decide/decision.ts'
import type { EngineSettings } from '../engines/settings.ts'
import { writeConfig } from '../engines/write.ts'
import { childNames } from './child-names.ts'
import { writeConfigFile } from './config-file.ts'
import { childMetadata, type RenderedObject } from './object.ts'
import { configFile, defaultPort } from './paths.ts'
import { isScraped } from './scrape.ts'

/** SGLang serves `/metrics` only when told to. */
function servedSettings(endpoint: AIMEndpoint, candidate: Candidate): EngineSettings {
  const { settings, engine } = candidate
  if (engine.backend !== 'sglang' || !isScraped(endpoint.spec.monitoring)) return settings
  return { ...settings, other: { 'enable-metrics': true, ...settings.other } }
}

/** The text of the engine's configuration file. */
export function engineConfig(endpoint: AIMEndpoint, candidate: Candidate): string {
  const { model } = toIntentRequest(endpoint).intent
  return writeConfigFile(
    writeConfig(candidate.engine, {
      modelId: model.id,
      ...(model.revision === undefined ? {} : { revision: model.revision }),
      settings: servedSettings(endpoint, candidate),
      port: endpoint.spec.service?.targetPort ?? defaultPort,
      host: '0.0.0.0',
    }),
  )
}

export function renderConfigMap(endpoint: AIMEndpoint, candidate: Candidate): RenderedObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: childMetadata(endpoint, childNames(endpoint.metadata.name).configMap, candidate.engine.backend),
    data: { [configFile]: engineConfig(endpoint, candidate) },
  }
}
